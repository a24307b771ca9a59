import type { ReplyTime } from '@parley/shared-types/model.ts';
import type { Words } from './en.ts';
import { formsEs } from './forms/es.ts';
import { plural } from './plural.ts';

const REPLIES: Readonly<Record<ReplyTime, string>> = {
  minutes: 'en unos minutos',
  hours: 'en unas horas',
  day: 'en menos de un día',
};

export const es: Words = {
  language: 'es',
  isRtl: false,
  labels: ['Abrir el chat', 'Cerrar el chat'],
  unread: (count) => `${count} ${plural('es', count, { one: 'mensaje sin leer', other: 'mensajes sin leer' })}`,
  greeting: 'Pregúntenos lo que quiera. Puede irse y volver: la conversación se queda aquí.',
  chatWith: (name) => `Chat con ${name}`,
  hereNow: (time) => `En línea, responde ${REPLIES[time]}`,
  usually: (time) => `Suele responder ${REPLIES[time]}`,
  nobodyHere: (time) => `Ahora no hay nadie. Su mensaje queda guardado; el equipo suele responder ${REPLIES[time]}.`,
  close: 'Cerrar',
  dismiss: 'Ocultar',
  conversation: 'Conversación',
  earlier: 'Mensajes anteriores',
  message: 'Mensaje',
  placeholder: 'Escriba un mensaje',
  send: 'Enviar',
  attach: 'Adjuntar archivos',
  offline: 'Sin conexión - su mensaje se enviará cuando vuelva',
  loading: 'Cargando',
  late: 'La conversación no se puede leer ahora. No se ha perdido nada; lo intentamos de nuevo.',
  reload: 'Recargue la página para seguir con el chat.',
  unavailable: 'El chat no está disponible en esta página.',
  signIn: 'Inicie sesión en este sitio para chatear.',
  notSent: 'No enviado. Su texto queda guardado.',
  tryAgain: 'Reintentar',
  discard: 'Eliminar',
  states: { waiting: 'En espera', accepted: 'Enviado', failed: '', sent: 'Enviado', delivered: 'Entregado', read: 'Leído' },
  resolved: 'Marcada como resuelta',
  reopened: 'Abierta de nuevo',
  somebody: 'Alguien',
  isWriting: (name) => `${name} está escribiendo`,
  menu: 'Menú',
  emoji: 'Emojis',
  forms: formsEs,
};

/** The chunk of this language. */
export const create = () => es;
