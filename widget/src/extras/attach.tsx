/** The extra `attach`: files that wait to be sent - chosen, dropped or pasted - above the field. */
import type { Language } from '@parley/shared-types/model.ts';
import css from '../files/attach.css?inline';
import { addSheet, Icon, PAGE } from '../files/Icon.tsx';
import { draw } from '../files/pictures.ts';
import { sizeIn } from '../files/size.ts';
import { createUploads, type Item } from '../files/uploads.ts';
import { WORDS } from '../files/words.ts';
import type { Kit } from './kit.ts';

const CROSS = 'M6 6l12 12M18 6L6 18';
/** Of a picture that waits, in pixels. */
const THUMB = 80;
/** So long after the last sign what was dragged is elsewhere. */
const GONE_MS = 600;

/** What waits above the field: each with how far it is, why it cannot be sent, and a way to take it back. */
function createTray({ host, model }: Kit) {
  const uploads = createUploads({ address: host.address, session: () => model.live().session, changed: model.changed });
  const drawn = new WeakSet<Element>();
  const said = () => WORDS[(model.state().words.language ?? 'en') as Language];
  const size = (bytes: number) => sizeIn(bytes, model.state().words.language);
  const thumb = (canvas: HTMLCanvasElement | null, file: File) => {
    if (!canvas || drawn.has(canvas)) return;
    drawn.add(canvas);
    draw(canvas, file, true).catch(() => {});
  };
  const stateOf = ({ file, why, sent }: Item) => {
    if (why) return said()[why].replace('{}', size(uploads.limits()?.most ?? 0));
    return `${size(file.size)}${sent ? '' : ` · ${said().sending}`}`;
  };
  const Waiting = ({ item }: { item: Item }) => {
    const { file, why, sent, progress, mayRetry } = item;
    return (
      <li>
        {/^image\/(png|jpe?g|gif|webp|avif)$/.test(file.type) ? (
          <canvas width={THUMB} height={THUMB} ref={(canvas) => thumb(canvas, file)} />
        ) : (
          <Icon path={PAGE} />
        )}
        <span>
          <b>
            <bdi>{file.name}</bdi>
          </b>
          <small class={why ? 'bad' : ''} role={why ? 'alert' : 'status'}>
            {stateOf(item)}
          </small>
          {!why && !sent && <progress value={progress} aria-label={said().sending} />}
        </span>
        {why && mayRetry && (
          <button type="button" onClick={() => uploads.retry(item)}>
            {model.state().words.tryAgain}
          </button>
        )}
        <button type="button" aria-label={`${said().remove}: ${file.name}`} onClick={() => uploads.remove(item)}>
          <Icon path={CROSS} />
        </button>
      </li>
    );
  };
  return { uploads, Waiting };
}

export function create(kit: Kit) {
  addSheet(kit.root, css);
  const { uploads, Waiting } = createTray(kit);
  /** Kept: a browser may forget one that is nowhere before something is chosen. */
  let chooser: HTMLInputElement | undefined;
  let above: ReturnType<typeof setTimeout> | undefined;
  const setAbove = (is: boolean) => {
    clearTimeout(above);
    const was = above;
    above = is ? setTimeout(() => setAbove(false), GONE_MS) : undefined;
    if (!was !== !above) kit.model.changed();
  };
  return {
    canSend: uploads.canSend,
    release: uploads.release,
    /** Files that were dropped or pasted; none while they are only above the panel. */
    take(files: readonly File[]) {
      setAbove(files.length === 0);
      if (files.length > 0) void uploads.add(files);
    },
    /** Lets the visitor choose; phones offer their camera. */
    pick() {
      chooser = document.createElement('input');
      const { limits, add } = uploads;
      Object.assign(chooser, { type: 'file', multiple: true, accept: limits()?.types.join() ?? '' });
      chooser.onchange = () => void add([...(chooser?.files ?? [])]);
      chooser.click();
    },
    Tray: () => (
      <>
        {uploads.items().length > 0 && (
          <ul class="tray" aria-label={kit.model.state().words.attach}>
            {uploads.items().map((item) => (
              <Waiting key={item.id} item={item} />
            ))}
          </ul>
        )}
        {above && (
          <div class="drop" aria-hidden="true">
            {kit.model.state().words.attach}
          </div>
        )}
      </>
    ),
    undo() {
      clearTimeout(above);
      uploads.undo();
    },
  };
}
export type AttachExtra = ReturnType<typeof create>;
