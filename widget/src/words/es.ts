import type { ReplyTime } from '@parley/shared-types/model.ts';
import type { Words } from './en.ts';

const REPLIES: Readonly<Record<ReplyTime, string>> = {
  minutes: 'en unos minutos',
  hours: 'en unas horas',
  day: 'en un día',
};

export const es: Words = {
  language: 'es',
  isRtl: false,
  greeting: 'Pregúntenos lo que quiera. Puede irse y volver: la conversación se queda aquí.',
  chatWith: (name) => `Chat con ${name}`,
  hereNow: (time) => `En línea, responde ${REPLIES[time]}`,
  usually: (time) => `Suele responder ${REPLIES[time]}`,
  nobodyHere: (time) => `Ahora no hay nadie. Su mensaje queda guardado; el equipo suele responder ${REPLIES[time]}.`,
  close: 'Cerrar',
  dismiss: 'Descartar',
  conversation: 'Conversación',
  message: 'Mensaje',
  placeholder: 'Escriba un mensaje',
  send: 'Enviar',
  offline: 'Sin conexión - su mensaje se enviará cuando vuelva',
  loading: 'Cargando',
  late: 'La conversación no se puede leer ahora. No se ha perdido nada; lo intentamos de nuevo.',
  reload: 'Recargue la página para seguir con el chat.',
  unavailable: 'El chat no está disponible en esta página.',
  notSent: 'No enviado. Su texto queda guardado.',
  tryAgain: 'Reintentar',
  states: { waiting: 'En espera', accepted: 'Enviado', failed: '', sent: 'Enviado', delivered: 'Entregado', read: 'Leído' },
  resolved: 'Marcada como resuelta',
  reopened: 'Abierta de nuevo',
  today: 'Hoy',
  yesterday: 'Ayer',
  somebody: 'Alguien',
  isWriting: (name) => `${name} está escribiendo`,
  menu: 'Menú',
  emoji: 'Emojis',
};
