import type { PanelState } from '../../panel/model.ts';
import type { Kit } from '../kit.ts';
import { isMessage } from './end.ts';
import type { Erasing as Wish } from './erasing.ts';
import { say, take } from './say.ts';

interface Asked {
  readonly kit: Kit;
  readonly state: PanelState;
}

/** Where the owner says what becomes of what is said. */
export function Privacy({ host, state }: Pick<Kit, 'host'> & Pick<Asked, 'state'>) {
  const { privacyUrl } = host.site.chosen;
  return privacyUrl ? (
    <a href={privacyUrl} target="_blank" rel="noopener noreferrer">
      {say(state).privacy}
    </a>
  ) : null;
}

/** Asked before anything is stored or sent. */
export function Consent({ kit: { host }, state, onAgree }: Asked & { onAgree: () => void }) {
  const words = say(state);
  return (
    <fieldset class="foot" aria-label={words.privacy}>
      <p>
        {words.consent(host.site.name)} <Privacy host={host} state={state} />
      </p>
      <button type="button" class="main" ref={take} onClick={onAgree}>
        {words.agree}
      </button>
      <button type="button" onClick={() => host.setOpen(false)}>
        {words.noThanks}
      </button>
    </fieldset>
  );
}

/** The wish to erase is on its way, or was refused. What is being erased is not shown any more. */
export function Erasing({ kit: { model }, state, wish }: Asked & { wish: NonNullable<ReturnType<Wish['wish']>> }) {
  const words = say(state);
  const isRefused = wish.state === 'failed';
  return (
    <div class={isRefused ? 'foot' : 'foot erasing'} role="status">
      <p>{isRefused ? words.notErased : words.erasing}</p>
      {isRefused && (
        <button type="button" class="main" onClick={() => model.retry(wish.clientMsgId)}>
          {state.words.tryAgain}
        </button>
      )}
    </div>
  );
}

/** Answers to the last message that the visitor may give by one click; none once something was said since. */
export function repliesOf({ entries, pending }: Pick<PanelState, 'entries' | 'pending'>): readonly string[] {
  const last = entries.findLast(isMessage);
  if (last?.kind !== 'entry' || last.author.kind === 'visitor' || pending.some(({ body }) => typeof body === 'string')) return [];
  return (last.body.kind === 'message' && last.body.replies) || [];
}

export function Replies({ kit: { model }, state }: Asked) {
  const replies = repliesOf(state);
  if (replies.length === 0) return null;
  return (
    <fieldset class="replies" aria-label={say(state).replies}>
      {replies.map((text) => (
        <button type="button" key={text} onClick={() => model.send(text)}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}
