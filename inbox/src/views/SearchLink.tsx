import { SEARCH } from '../lib/search-query.ts';
import { t } from '../words/words.ts';
import { Icon } from './Icon.tsx';

/** The way to the search, in the rail. */
export function SearchLink({ path, onChoose }: { readonly path: string; readonly onChoose: () => void }) {
  return (
    <ul class="rail-group">
      <li>
        <a class="rail-item" title={t('Search')} href={SEARCH} aria-current={path === SEARCH ? 'page' : undefined} onClick={onChoose}>
          <Icon name="search" />
          <span class="rail-word">{t('Search')}</span>
        </a>
      </li>
    </ul>
  );
}
