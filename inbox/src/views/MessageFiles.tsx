import type { FileRef } from '@parley/shared-types/model.ts';
import { fileHref, isPicture, sizeWords } from '../lib/files.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';

/** A picture in the room that it needs, before it is there: the log does not jump. */
function Picture({ file, href }: { readonly file: FileRef; readonly href: string }) {
  return (
    <a class="picture" href={href} target="_blank" rel="noopener noreferrer" title={file.name}>
      <img src={href} alt={file.name} width={file.width} height={file.height} loading="lazy" decoding="async" />
    </a>
  );
}

function FileRow({ file, href }: { readonly file: FileRef; readonly href: string }) {
  return (
    <a class="file" href={href} target="_blank" rel="noopener noreferrer">
      <Icon name="file" />
      <bdi class="file-name">{file.name}</bdi>
      <span class="file-size">{sizeWords(file.size)}</span>
    </a>
  );
}

/** The files of a message: pictures as they are, others by name and size. */
export function MessageFiles({ files }: { readonly files: readonly FileRef[] }) {
  const place = useInbox().open.place.value;
  if (files.length === 0 || !place) return null;
  return (
    <ul class="files" aria-label={t('Files')}>
      {files.map((file) => {
        const href = fileHref(place, file);
        return <li key={file.id}>{isPicture(file) ? <Picture file={file} href={href} /> : <FileRow file={file} href={href} />}</li>;
      })}
    </ul>
  );
}
