import type { FormWords } from './en.ts';

export const formsEs: FormWords = {
  privacy: 'Aviso de privacidad',
  mute: 'Silenciar',
  unmute: 'Activar el sonido',
  erase: 'Borrar mis datos',
  end: 'Terminar este chat',
  consent: (site) =>
    `Para chatear, ${site} guarda lo que usted escribe y un número que reconoce este navegador. No se guarda ni se envía nada antes de que acepte.`,
  agree: 'Aceptar',
  noThanks: 'No, gracias',
  eraseSure: (site) =>
    `¿Borrar lo que se dijo aquí? Los mensajes, los archivos y lo que ${site} sabe de usted por este chat se eliminan. Los correos ya enviados se quedan donde están.`,
  eraseYes: 'Borrar',
  endYes: 'Terminar',
  endSure: (site) => `¿Terminar este chat? Este navegador lo olvida. ${site} conserva lo que se dijo.`,
  keep: 'Volver',
  erasing: 'Borrando. Si está sin conexión, se hará cuando vuelva.',
  notErased: 'No se borró. No ha cambiado nada.',
  erased: 'Todo lo que se dijo aquí está borrado.',
  name: 'Nombre',
  email: 'Correo electrónico',
  optional: '(opcional)',
  rate: '¿Qué tal este chat?',
  scores: ['Muy mal', 'Mal', 'Regular', 'Bien', 'Muy bien'],
  why: '¿Por qué?',
  rateSend: 'Enviar valoración',
  thanks: 'Gracias. Hemos pasado su valoración.',
  replies: 'Respuestas sugeridas',
  askEmail: '¿Adónde enviamos la respuesta si ya no está?',
  emailExample: 'usted@ejemplo.es',
  save: 'Guardar',
};
