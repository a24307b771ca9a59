/** What the extra `attach` says. `{}` stands for a size. */
import type { Language } from '@parley/shared-types/model.ts';

export interface FileWords {
  readonly remove: string;
  readonly sending: string;
  readonly cut: string;
  readonly large: string;
  readonly type: string;
  readonly empty: string;
  readonly off: string;
  readonly quota: string;
  readonly later: string;
  readonly many: string;
}

export const WORDS: Readonly<Record<Language, FileWords>> = {
  en: {
    remove: 'Remove',
    sending: 'Uploading',
    cut: 'The upload was cut off.',
    large: 'Too large: at most {}.',
    type: 'Files of this type are not taken.',
    empty: 'The file is empty.',
    off: 'Files cannot be sent here.',
    quota: 'This conversation has too many files.',
    later: 'Files are not taken just now.',
    many: 'At most 5 files in a message.',
  },
  fr: {
    remove: 'Retirer',
    sending: 'Envoi en cours',
    cut: 'L’envoi a été interrompu.',
    large: 'Trop volumineux : {} au plus.',
    type: 'Ce type de fichier n’est pas accepté.',
    empty: 'Le fichier est vide.',
    off: 'Impossible d’envoyer des fichiers ici.',
    quota: 'Cette conversation a trop de fichiers.',
    later: 'Les fichiers ne sont pas acceptés pour le moment.',
    many: '5 fichiers au plus par message.',
  },
  de: {
    remove: 'Entfernen',
    sending: 'Wird hochgeladen',
    cut: 'Das Hochladen wurde unterbrochen.',
    large: 'Zu groß: höchstens {}.',
    type: 'Dateien dieser Art werden nicht angenommen.',
    empty: 'Die Datei ist leer.',
    off: 'Hier können keine Dateien gesendet werden.',
    quota: 'Diese Unterhaltung hat zu viele Dateien.',
    later: 'Dateien werden gerade nicht angenommen.',
    many: 'Höchstens 5 Dateien in einer Nachricht.',
  },
  es: {
    remove: 'Quitar',
    sending: 'Subiendo',
    cut: 'La subida se interrumpió.',
    large: 'Demasiado grande: {} como máximo.',
    type: 'No se aceptan archivos de este tipo.',
    empty: 'El archivo está vacío.',
    off: 'Aquí no se pueden enviar archivos.',
    quota: 'Esta conversación tiene demasiados archivos.',
    later: 'Ahora mismo no se aceptan archivos.',
    many: '5 archivos como máximo por mensaje.',
  },
  ar: {
    remove: 'إزالة',
    sending: 'جارٍ الرفع',
    cut: 'انقطع الرفع.',
    large: 'الملف كبير جدًا: {} كحد أقصى.',
    type: 'هذا النوع من الملفات غير مقبول.',
    empty: 'الملف فارغ.',
    off: 'لا يمكن إرسال الملفات هنا.',
    quota: 'في هذه المحادثة ملفات أكثر من اللازم.',
    later: 'لا تُقبل الملفات الآن.',
    many: '5 ملفات كحد أقصى في الرسالة.',
  },
};
