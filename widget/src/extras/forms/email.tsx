import type { PanelState } from '../../panel/model.ts';
import { knownProfile } from '../../panel/profile.ts';
import type { Kit } from '../kit.ts';
import { say, valuesOf } from './say.ts';

/** Asks where an answer may go: once, when nobody is there and somebody wrote. Leaving it is as good an answer as an address. */
export function createEmail({ model, host }: Kit) {
  const key = `${host.prefix}asked`;
  let asks = false;
  const shouldAsk = ({ entries, pending, operatorsOnline, isLoaded, wanted, owner }: PanelState): boolean => {
    if (!isLoaded || owner || operatorsOnline || host.site.chosen.askEmail === false || model.live().storage.get(key)) return false;
    const wrote = entries.some((entry) => entry.kind === 'entry' && entry.author.kind === 'visitor' && entry.body.kind === 'message');
    return wrote && !knownProfile(entries, pending).email && !wanted.email;
  };
  const answer = (email: string) => {
    asks = false;
    model.live().storage.set(key, '1');
    model.describe({ email });
  };
  return (state: PanelState) => {
    // Once it is asked it stays, also when somebody comes.
    asks = (asks && !model.live().storage.get(key)) || shouldAsk(state);
    if (!asks) return null;
    const words = say(state);
    return (
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          answer(valuesOf(event.currentTarget).email?.trim() ?? '');
        }}
      >
        <label>
          {words.askEmail}
          <input name="email" type="email" required maxLength={254} autocomplete="email" placeholder={words.emailExample} />
        </label>
        <button type="submit" class="main">
          {words.save}
        </button>
        <button type="button" onClick={() => answer('')}>
          {words.noThanks}
        </button>
      </form>
    );
  };
}
