import type { Account } from '../../models/account.ts';
import { t } from '../../words/words.ts';
import { useInbox, useOwned } from '../context.ts';
import { PageHead } from './AdminFrame.tsx';
import { LanguageCard } from './account/LanguageCard.tsx';
import { NoticesCard } from './account/NoticesCard.tsx';
import { PasswordCard } from './account/PasswordCard.tsx';
import { ProfileCard } from './account/ProfileCard.tsx';
import { SessionsCard } from './account/SessionsCard.tsx';

function Cards({ model }: { readonly model: Account }) {
  const me = model.me.value;
  if (!me) return <p class={model.problem.value ? 'error' : 'hint'}>{model.problem.value ?? t('Loading')}</p>;
  return (
    <>
      <ProfileCard model={model} me={me} />
      <LanguageCard />
      <NoticesCard model={model} me={me} />
      <PasswordCard model={model} email={me.email} />
      <SessionsCard model={model} />
    </>
  );
}

/** One's own account. */
export function AccountPage() {
  const inbox = useInbox();
  const model = useOwned(inbox.account, 'me');
  return (
    <div class="admin">
      <PageHead>{t('My account')}</PageHead>
      <div class="admin-body">{model && <Cards model={model} />}</div>
    </div>
  );
}
