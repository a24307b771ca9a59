import type { MeAnswer } from '@parley/shared-types/http.ts';
import { useState } from 'preact/hooks';
import type { Account } from '../../../models/account.ts';
import type { OkOf } from '../../../models/site-info.ts';
import { t } from '../../../words/words.ts';
import { Outcome } from '../Outcome.tsx';

/** Name and address. */
export function ProfileCard({ model, me }: { readonly model: Account; readonly me: OkOf<MeAnswer> }) {
  const [name, setName] = useState(me.name);
  return (
    <section class="card" aria-labelledby="you">
      <h3 id="you">{t('You')}</h3>
      <form
        class="field"
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          void model.rename(name);
        }}
      >
        <label for="own-name">{t('Name')}</label>
        <div class="line">
          <input
            id="own-name"
            class="input"
            autocomplete="name"
            dir="auto"
            maxlength={100}
            value={name}
            aria-describedby="own-name-hint"
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <button type="submit" class="button" disabled={name.trim() === me.name || name.trim() === ''}>
            {t('Save')}
          </button>
        </div>
        <p class="hint" id="own-name-hint">
          {t('Visitors see it beside what you write.')}
        </p>
        <Outcome told={model.told('name')} />
      </form>
      <dl class="facts">
        <div>
          <dt>{t('E-mail')}</dt>
          <dd>
            <bdi>{me.email}</bdi>
          </dd>
        </div>
      </dl>
      <p class="hint">{t('You sign in with this address, and mails for you go there.')}</p>
    </section>
  );
}
