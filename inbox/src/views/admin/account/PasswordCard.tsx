import { useState } from 'preact/hooks';
import type { Account } from '../../../models/account.ts';
import { t } from '../../../words/words.ts';
import { Outcome } from '../Outcome.tsx';

const LEAST = 10;

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly autocomplete: string;
  readonly value: string;
  readonly hint?: string;
  readonly onInput: (value: string) => void;
}

function PasswordField({ id, label, autocomplete, value, hint, onInput }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        type="password"
        required
        maxlength={200}
        autocomplete={autocomplete}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A new password, for who knows the current one. */
export function PasswordCard({ model, email }: { readonly model: Account; readonly email: string }) {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const save = async () => {
    if (!(await model.changePassword({ current, password }))) return;
    setCurrent('');
    setPassword('');
  };
  return (
    <section class="card" aria-labelledby="password-title">
      <h3 id="password-title">{t('Password')}</h3>
      <form
        class="stack"
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {/* For password managers, which else do not know whose it is. */}
        <input type="text" name="username" autocomplete="username" value={email} readonly hidden />
        <PasswordField id="current" label={t('Current password')} autocomplete="current-password" value={current} onInput={setCurrent} />
        <PasswordField
          id="new"
          label={t('New password')}
          autocomplete="new-password"
          hint={t('At least {least} characters. Every other browser is signed out.', { least: LEAST })}
          value={password}
          onInput={setPassword}
        />
        <div class="line wrap">
          <button type="submit" class="button" disabled={current === '' || password.length < LEAST}>
            {t('Change the password')}
          </button>
        </div>
        <Outcome told={model.told('password')} />
      </form>
    </section>
  );
}
