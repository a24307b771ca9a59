import type { UploadLimits } from '@parley/shared-types/http.ts';
import type { EntryBody, FileRef } from '@parley/shared-types/model.ts';
import type { InConversation } from '@parley/shared-types/socket.ts';
import { spokenLanguage, t } from '../words/words.ts';

const STEP = 1_024;
const UNITS = ['{size} bytes', '{size} kB', '{size} MB', '{size} GB'] as const;

/** `1.4 MB`: as short as it says something. */
export function sizeWords(bytes: number): string {
  const step = bytes < STEP ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(STEP)), UNITS.length - 1);
  const size = bytes / STEP ** step;
  const written = size.toLocaleString(spokenLanguage(), { maximumFractionDigits: size < 10 && step > 0 ? 1 : 0 });
  return t(UNITS[step] ?? '{size} bytes', { size: written });
}

const pathOf = ({ siteId, conversationId }: InConversation) => `/api/sites/${siteId}/conversations/${conversationId}/files`;

/** Where an operator reads a file of a conversation. */
export const fileHref = (place: InConversation, file: Pick<FileRef, 'id'>): string => `${pathOf(place)}/${encodeURIComponent(file.id)}`;

/** Where an operator sends one; the same upload again is the same file. */
export function uploadHref(place: InConversation, uploadId: string, name: string): string {
  return `${pathOf(place)}/${uploadId}?name=${encodeURIComponent(name)}`;
}

/** Shown where it stands: the server has found these types in the bytes, and the size to reserve for it. */
export function isPicture({ type, width, height }: FileRef): boolean {
  return /^image\/(png|jpeg|gif|webp|avif)$/.test(type) && width !== undefined && height !== undefined;
}

/** A message as one line of words; its files by their names when it has no others. */
export function messageWords({ text, files = [] }: Extract<EntryBody, { kind: 'message' }>): string {
  return text === '' ? files.map(({ name }) => name).join(', ') : text;
}

/** Why a file need not even be sent, in words; null: nothing is known against it. A browser that knows no type says ''. */
export function refuseFile({ size, type }: Pick<File, 'size' | 'type'>, { most, types }: UploadLimits): string | null {
  if (most === 0) return t('Files cannot be sent here.');
  if (size > most) return t('Too large: at most {size}.', { size: sizeWords(most) });
  if (size === 0) return t('There is nothing in it.');
  return type === '' || types.includes(type) ? null : t('Files of this type are not taken.');
}
