/** Everything that asks something of the visitor: menu, consent, pre-chat form, erasing, quick replies, e-mail address. */
import type { ComponentChild } from 'preact';
import type { PanelState } from '../panel/model.ts';
import { Consent, Erasing, Replies } from './forms/asks.tsx';
import { createEmail } from './forms/email.tsx';
import { endOf } from './forms/end.ts';
import { createErasing } from './forms/erasing.ts';
import { createFirst } from './forms/first.tsx';
import css from './forms/forms.css?inline';
import { createMenu } from './forms/menu.tsx';
import { hasWritten, say } from './forms/say.ts';
import type { Kit } from './kit.ts';
import { addStyle } from './shared/style.ts';

export interface Forms {
  /** Below the menu's button. */
  menu(state: PanelState): ComponentChild;
  /** At the end of the conversation. */
  cards(state: PanelState): ComponentChild;
  /** In place of the composer; undefined while there is nothing to ask first. */
  foot(state: PanelState): ComponentChild;
  /** Something is asked first: until then nothing is sent. */
  holds(state: PanelState): boolean;
  /** Erases the conversation on the server, and then in this browser. */
  erase(): void;
  /** The visitor agrees that something is stored and sent, or takes it back: then the browser forgets all. */
  consent(agreed: boolean): void;
}

/** What the visitor said about consent, here or by the page's script. */
function createConsent({ model, host, emit }: Kit) {
  // Forgotten with all the rest, here or in another tab: then it is asked again.
  model.subscribe(() => {
    const isKept = () => model.live().storage.get(`${host.prefix}agreed`);
    if (!host.site.chosen.consent || !host.launcher || !model.state().agreed || isKept()) return;
    model.reopen();
    emit('consent:changed', false);
  });
  return (agreed: boolean) => {
    const { wanted, draft, agreed: before } = model.state();
    if (agreed === before) return;
    model.reopen(agreed);
    if (agreed) {
      model.describe(wanted);
      if (draft) model.write(draft);
    } else host.setOpen(false);
    emit('consent:changed', agreed);
  };
}

export function create(kit: Kit): Forms {
  const erasing = createErasing(kit);
  const menu = createMenu(kit, erasing);
  const email = createEmail(kit);
  const first = createFirst(kit);
  const { model, host } = kit;
  const consent = createConsent(kit);
  addStyle(kit, css);
  return {
    menu: menu.show,
    holds: (state) => !state.agreed || erasing.wish() !== undefined || first.isDue(state),
    foot(state) {
      const wish = erasing.wish();
      if (!state.agreed) return <Consent kit={kit} state={state} onAgree={() => consent(true)} />;
      if (wish) return <Erasing kit={kit} state={state} wish={wish} />;
      if (menu.isAsking()) return menu.confirm(state);
      if (!first.isDue(state)) return undefined;
      // Who wrote before is not asked again: the conversation is on its way.
      return (state.isLoaded || state.isNew) && first.show(state);
    },
    cards: (state) => (
      <>
        {endOf(state) === 0 && <Replies kit={kit} state={state} />}
        {endOf(state) > 0 && host.site.chosen.rating !== false && model.extras.want('rating')?.(state)}
        {email(state)}
        {erasing.isDone() && !hasWritten(state) && (
          <p class="event" role="status">
            {say(state).erased}
          </p>
        )}
      </>
    ),
    erase: erasing.begin,
    consent,
  };
}
