/** The kinds of files that are taken. What can run in a browser - HTML, SVG, XML, scripts - is not among them. */

export interface Kind {
  /** Media type under which it is kept and given. */
  readonly type: string;
  /** Names end so; the first one is put behind a name that ends otherwise. */
  readonly endings: readonly string[];
  /** Shown or played where it is; everything else is only ever saved. */
  readonly isShown?: true;
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const OPEN = 'application/vnd.oasis.opendocument';

export const KINDS: readonly Kind[] = [
  { type: 'image/png', endings: ['png', 'apng'], isShown: true },
  { type: 'image/jpeg', endings: ['jpg', 'jpeg', 'jfif'], isShown: true },
  { type: 'image/gif', endings: ['gif'], isShown: true },
  { type: 'image/webp', endings: ['webp'], isShown: true },
  { type: 'image/avif', endings: ['avif'], isShown: true },
  { type: 'video/mp4', endings: ['mp4', 'm4v'], isShown: true },
  { type: 'video/webm', endings: ['webm', 'weba'], isShown: true },
  { type: 'video/ogg', endings: ['ogv', 'ogg'], isShown: true },
  { type: 'video/quicktime', endings: ['mov'] },
  { type: 'audio/mp4', endings: ['m4a', 'mp4'], isShown: true },
  { type: 'audio/mpeg', endings: ['mp3'], isShown: true },
  { type: 'audio/ogg', endings: ['ogg', 'oga', 'opus'], isShown: true },
  { type: 'application/pdf', endings: ['pdf'] },
  { type: 'text/plain', endings: ['txt', 'log', 'md'] },
  { type: 'text/csv', endings: ['csv'] },
  { type: 'application/zip', endings: ['zip'] },
  { type: `${OFFICE}.wordprocessingml.document`, endings: ['docx'] },
  { type: `${OFFICE}.spreadsheetml.sheet`, endings: ['xlsx'] },
  { type: `${OFFICE}.presentationml.presentation`, endings: ['pptx'] },
  { type: `${OPEN}.text`, endings: ['odt'] },
  { type: `${OPEN}.spreadsheet`, endings: ['ods'] },
  { type: `${OPEN}.presentation`, endings: ['odp'] },
  { type: 'application/msword', endings: ['doc'] },
  { type: 'application/vnd.ms-excel', endings: ['xls'] },
  { type: 'application/vnd.ms-powerpoint', endings: ['ppt'] },
];

const BY_TYPE = new Map(KINDS.map((kind) => [kind.type, kind]));

/** The kind of a media type; undefined for what is not taken. */
export function kindOf(type: string): Kind | undefined {
  return BY_TYPE.get(type);
}

/** How a name ends, in lower case; '' when it has no ending. */
export function endingOf(name: string): string {
  return /\.([^.\s]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
