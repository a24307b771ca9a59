import type { PanelState } from '../../panel/model.ts';
import type { Kit } from '../kit.ts';
import { hidesOnEscape } from '../shared/escape.ts';
import { Privacy } from './asks.tsx';
import type { Erasing } from './erasing.ts';
import { say, take } from './say.ts';

function Item({ text, does }: { text: string; does: () => void }) {
  return (
    <button type="button" onClick={does}>
      {text}
    </button>
  );
}

/** The menu below its button, and what it asks before it is done. */
export function createMenu(kit: Kit, erasing: Erasing) {
  const { model, host } = kit;
  const hide = hidesOnEscape(kit);
  const { site } = host;
  const muteKey = `${host.prefix}mute`;
  let asksFor: 'erase' | 'end' | null = null;
  const ask = (what: typeof asksFor) => {
    asksFor = what;
    model.show(null);
  };
  const answer = (isSure: boolean) => {
    const what = asksFor;
    asksFor = null;
    if (!isSure) model.changed();
    else if (what === 'erase') erasing.begin();
    else model.logout();
  };
  const setMute = (isMute: boolean) => {
    const { storage } = model.live();
    if (isMute) storage.set(muteKey, '1');
    else storage.remove(muteKey);
    model.show(null);
  };
  return {
    show(state: PanelState) {
      const words = say(state);
      const isMute = model.live().storage.get(muteKey) !== null;
      return (
        <>
          <button type="button" class="veil" tabIndex={-1} aria-hidden="true" onClick={() => model.show(null)} />
          <fieldset class="menu" aria-label={state.words.menu} tabIndex={-1} ref={take} onKeyDown={hide}>
            <Privacy host={host} state={state} />
            {site.chosen.sound !== false && <Item text={isMute ? words.unmute : words.mute} does={() => setMute(!isMute)} />}
            <Item text={words.erase} does={() => ask('erase')} />
            {host.launcher && <Item text={words.end} does={() => ask('end')} />}
          </fieldset>
        </>
      );
    },
    isAsking: () => asksFor !== null,
    confirm(state: PanelState) {
      const words = say(state);
      const [title, text, yes] =
        asksFor === 'erase'
          ? [words.erase, words.eraseSure(site.name), words.eraseYes]
          : [words.end, words.endSure(site.name), words.endYes];
      return (
        <fieldset class="foot" aria-label={title}>
          <p>{text}</p>
          <button type="button" class="main" onClick={() => answer(true)}>
            {yes}
          </button>
          <button type="button" ref={take} onClick={() => answer(false)}>
            {words.keep}
          </button>
        </fieldset>
      );
    },
  };
}
