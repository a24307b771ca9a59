/** The extra `files`: files of the conversation - pictures as they are, everything else as a name with its size. */
import type { FileRef } from '@parley/shared-types/model.ts';
import css from '../files/files.css?inline';
import { addSheet, Icon, PAGE } from '../files/Icon.tsx';
import { createKey } from '../files/key.ts';
import { boxOf, createPictures } from '../files/pictures.ts';
import { sizeIn } from '../files/size.ts';
import type { Kit } from './kit.ts';

const isPicture = (file: FileRef): file is FileRef & { width: number; height: number } => !!file.width && !!file.height;

export function create({ host, root, model }: Kit) {
  addSheet(root, css);
  const { address } = host;
  const key = createKey({ address, session: () => model.live().session, changed: model.changed });
  const broken = new Set<string>();
  const load = async (file: FileRef) => {
    if (!key.isGood()) await key.renew();
    const answer = await fetch(key.urlOf(file) ?? '', { credentials: 'omit' });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.blob();
  };
  const pictures = createPictures(load, ({ id }) => {
    broken.add(id);
    model.changed();
  });
  /** A link that waited too long for its click gets a new key first. */
  const freshen = async (event: MouseEvent & { readonly currentTarget: HTMLAnchorElement }, file: FileRef) => {
    if (key.isGood()) return;
    event.preventDefault();
    await key.renew();
    const url = key.urlOf(file);
    if (url) open(url, '_blank', 'noopener');
  };
  const Picture = ({ file }: { file: FileRef & { width: number; height: number } }) => {
    const box = boxOf(file.width, file.height);
    const density = Math.min(2, file.width / box.width);
    return (
      <canvas
        role="img"
        aria-label={file.name}
        width={box.width * density}
        height={box.height * density}
        style={{ inlineSize: `${box.width}px` }}
        ref={(canvas) => pictures.watch(canvas, file)}
      />
    );
  };
  const Shown = ({ file }: { file: FileRef }) => {
    const drawn = isPicture(file) && !broken.has(file.id);
    return (
      <a
        class={drawn ? 'picture' : 'file'}
        title={file.name}
        href={key.urlOf(file) ?? ''}
        target="_blank"
        rel="noopener"
        onClick={(event) => void freshen(event, file)}
      >
        {drawn ? (
          <Picture file={file} />
        ) : (
          <>
            <Icon path={PAGE} />
            <span>
              <b>
                <bdi>{file.name}</bdi>
              </b>
              <small>{sizeIn(file.size, model.state().words.language)}</small>
            </span>
          </>
        )}
      </a>
    );
  };
  return { Shown, undo: pictures.undo };
}
export type FilesExtra = ReturnType<typeof create>;
