import { sizeWords } from '../lib/files.ts';
import type { Attachment } from '../models/attachments.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';

function Row({ one }: { readonly one: Attachment }) {
  const { attachments } = useInbox();
  const { id, file, share, token, problem, mayRetry } = one;
  const percent = Math.floor(share * 100);
  return (
    <li class={problem === null ? 'attachment' : 'attachment failed'}>
      <Icon name={problem === null ? 'file' : 'warning'} />
      <bdi class="file-name">{file.name}</bdi>
      {problem === null ? (
        <span class="file-size">{token === null ? `${percent} %` : sizeWords(file.size)}</span>
      ) : (
        <span class="error">{problem}</span>
      )}
      {mayRetry && (
        <button type="button" class="link-button" onClick={() => attachments.retry(id)}>
          {t('Try again')}
        </button>
      )}
      <button type="button" class="icon-button" aria-label={t('Remove {name}', { name: file.name })} onClick={() => attachments.remove(id)}>
        <Icon name="close" />
      </button>
      {problem === null && token === null && <progress value={share} max={1} aria-label={t('Sending {name}', { name: file.name })} />}
    </li>
  );
}

/** The files that go with the message, each with how far it has come. */
export function ComposerFiles() {
  const { attachments } = useInbox();
  const all = attachments.here.value;
  if (all.length === 0) return null;
  return (
    <ul class="attachments" aria-label={t('Files to send')}>
      {all.map((one) => (
        <Row key={one.id} one={one} />
      ))}
    </ul>
  );
}

/** Chooses files; says before what is taken. */
export function AttachButton() {
  const { attachments } = useInbox();
  const limits = attachments.limits.value;
  const hint = limits && limits.most > 0 ? t('Attach files, each at most {size}', { size: sizeWords(limits.most) }) : t('Attach files');
  const isOff = attachments.isFull.value || limits?.most === 0;
  return (
    <label
      class={isOff ? 'icon-button attach off' : 'icon-button attach'}
      title={limits?.most === 0 ? t('Files cannot be sent here.') : hint}
    >
      <Icon name="clip" />
      <input
        type="file"
        multiple
        class="visually-hidden"
        aria-label={hint}
        disabled={isOff}
        accept={limits?.types.join(',')}
        onChange={(event) => {
          attachments.add([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}
