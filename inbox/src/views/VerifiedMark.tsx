import { isVerified } from '@parley/shared-types/model.ts';
import { t } from '../words/words.ts';
import { Icon } from './Icon.tsx';

/** Beside the name of a visitor whom the site's own server vouches for. */
export function VerifiedMark({ visitorId }: { readonly visitorId: string }) {
  if (!isVerified(visitorId)) return null;
  return (
    <span class="verified" title={t('Verified: your server vouches for this user')}>
      <Icon name="verified" />
      <span class="visually-hidden">{t('verified')}</span>
    </span>
  );
}
