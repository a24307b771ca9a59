import type { Profile } from '@parley/shared-types/model.ts';
import type { PanelState } from '../../panel/model.ts';
import type { Kit } from '../kit.ts';
import { hasWritten, say, valuesOf } from './say.ts';

/** Name, address and first message in one form, where the owner wants it. What is filled in is kept if the page reloads. */
export function createFirst({ model, host }: Kit) {
  const key = `${host.prefix}form`;
  // What is said here goes out before the message.
  if (host.site.chosen.formName || host.site.chosen.formEmail) model.extras.want('about');
  /** What nobody has said yet. */
  const fieldsOf = (known: Profile) => {
    const { formName, formEmail } = host.site.chosen;
    const wanted = [
      { field: 'name', type: 'text', most: 100, want: formName },
      { field: 'email', type: 'email', most: 254, want: formEmail },
    ] as const;
    return wanted.filter(({ field, want }) => want && want !== 'off' && !known[field]);
  };
  const kept = (): Profile => JSON.parse(model.live().storage.get(key) ?? '{}') as Profile;
  const keep = (form: HTMLFormElement, { draft }: PanelState) => {
    const { message = '', ...about } = valuesOf(form);
    model.live().storage.set(key, JSON.stringify(about));
    if (message === draft) model.changed();
    else model.write(message);
  };
  const begin = (form: HTMLFormElement) => {
    const { message = '', ...about } = valuesOf(form);
    if (!message.trim()) return;
    model.live().storage.remove(key);
    model.describe(Object.fromEntries(Object.entries(about).map(([field, value]) => [field, value.trim()])));
    model.write('');
    model.send(message.trim(), true);
  };
  return {
    isDue: (state: PanelState) => fieldsOf(state.wanted).length > 0 && !hasWritten(state),
    show(state: PanelState) {
      const words = say(state);
      const about = kept();
      return (
        <form
          class="foot"
          onInput={({ currentTarget }) => keep(currentTarget, state)}
          onSubmit={(event) => {
            event.preventDefault();
            begin(event.currentTarget);
          }}
        >
          {fieldsOf(state.wanted).map(({ field, type, most, want }) => (
            <label key={field}>
              {words[field]} {want === 'optional' && words.optional}
              <input
                name={field}
                type={type as 'text'}
                autocomplete={field}
                maxLength={most}
                required={want === 'required'}
                value={about[field] ?? ''}
              />
            </label>
          ))}
          <label>
            {state.words.message}
            <textarea name="message" rows={2} maxLength={8_000} required value={state.draft} />
          </label>
          <button type="submit" class="main">
            {state.words.send}
          </button>
        </form>
      );
    },
  };
}
