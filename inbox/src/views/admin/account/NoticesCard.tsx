import type { MeAnswer } from '@parley/shared-types/http.ts';
import type { Account } from '../../../models/account.ts';
import type { OkOf } from '../../../models/site-info.ts';
import { type PlainPhrase, t } from '../../../words/words.ts';
import { useInbox } from '../../context.ts';
import { Outcome } from '../Outcome.tsx';
import { Switch } from '../Switch.tsx';

const DESKTOP_HINTS = {
  unsupported: 'This browser cannot show them.',
  denied: 'The browser was told to show none for this page: allow them in its settings of the page.',
  default: 'While you look at something else. The browser asks you for leave when you switch them on.',
  granted: 'While you look at something else.',
} as const satisfies Record<string, PlainPhrase>;

/** The browser is asked for leave by this click only. */
function DesktopSwitch() {
  const { attention, preferences } = useInbox();
  const { desktopIsOn } = preferences;
  const permission = attention.permission.value;
  const change = async (to: boolean) => {
    if (to && permission === 'default') await attention.ask();
    desktopIsOn.set(to);
  };
  return (
    <Switch
      id="desktop"
      label={t('Notifications on the desktop')}
      hint={t(DESKTOP_HINTS[permission])}
      isOn={permission === 'granted' && desktopIsOn.value.value}
      isDisabled={permission === 'unsupported' || permission === 'denied'}
      onChange={(to) => void change(to)}
    />
  );
}

function WhichCalls() {
  const { ownCallsOnly } = useInbox().preferences;
  const isOwn = ownCallsOnly.value.value;
  return (
    <fieldset class="field" aria-describedby="which-hint">
      <legend class="label">{t('What calls you')}</legend>
      <div class="segments">
        <label>
          <input type="radio" name="which" checked={!isOwn} onChange={() => ownCallsOnly.set(false)} />
          <span>{t('Every message')}</span>
        </label>
        <label>
          <input type="radio" name="which" checked={isOwn} onChange={() => ownCallsOnly.set(true)} />
          <span>{t('Only what is mine')}</span>
        </label>
      </div>
      <p class="hint" id="which-hint">
        {t('Yours are conversations that you answer, and notes in which a colleague names you.')}
      </p>
    </fieldset>
  );
}

function HereCard() {
  const { attention, preferences } = useInbox();
  const { badgeIsOn } = preferences;
  return (
    <section class="card" aria-labelledby="here">
      <h3 id="here">{t('Calls in this browser')}</h3>
      <Switch
        id="sound"
        label={t('Sound')}
        hint={t('Two soft notes when a visitor writes.')}
        isOn={!attention.isMuted.value}
        onChange={(to) => attention.setMuted(!to)}
      />
      <DesktopSwitch />
      <Switch
        id="badge"
        label={t('Count in the title of the tab')}
        hint={t('How many conversations wait, and a dot on its icon.')}
        isOn={badgeIsOn.value.value}
        onChange={badgeIsOn.set}
      />
      <WhichCalls />
      <div class="line wrap">
        <button type="button" class="button quiet" onClick={attention.tryIt}>
          {t('Try it')}
        </button>
      </div>
    </section>
  );
}

/** How one is called: in this browser, and by mail. */
export function NoticesCard({ model, me }: { readonly model: Account; readonly me: OkOf<MeAnswer> }) {
  const { session } = useInbox();
  const isMailOff = session.me.value?.channels.email === false;
  return (
    <>
      <HereCard />
      <section class="card" aria-labelledby="by-mail">
        <h3 id="by-mail">{t('Calls by mail')}</h3>
        <Switch
          id="mail"
          label={t('Mail me when nobody answers')}
          hint={
            isMailOff
              ? t('This server sends no mails: an owner can set it up under Channels.')
              : t(
                  'After three minutes, if the server has no other time set. One of your team is mailed after the other, and nobody once one has read it.',
                )
          }
          isOn={me.notices.mail}
          onChange={(to) => void model.wantMail(to)}
        />
        <Outcome told={model.told('mail')} />
      </section>
    </>
  );
}
