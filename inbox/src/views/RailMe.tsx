import { useLocation } from 'preact-iso';
import { ME } from '../lib/routes.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';

/** The way to one's own account, under one's own name. */
export function RailMe() {
  const { session } = useInbox();
  const { path } = useLocation();
  return (
    <li>
      <a class="rail-item" title={t('My account')} href={ME} aria-current={path === ME ? 'page' : undefined}>
        <Icon name="person" />
        <span class="rail-word">
          <bdi>{session.me.value?.operator.name ?? t('My account')}</bdi>
          <span class="visually-hidden">{t(', my account')}</span>
        </span>
      </a>
    </li>
  );
}
