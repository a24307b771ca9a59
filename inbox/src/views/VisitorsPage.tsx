import { useEffect } from 'preact/hooks';
import { visitorName } from '../lib/names.ts';
import { adminHref, conversationHref } from '../lib/routes.ts';
import { rowKey } from '../lib/rows.ts';
import { longAgo } from '../lib/time-words.ts';
import type { Walk } from '../models/visits.ts';
import { t } from '../words/words.ts';
import { Avatar } from './Avatar.tsx';
import { AdminFrame } from './admin/AdminFrame.tsx';
import { useInbox, useOwned } from './context.ts';
import { VerifiedMark } from './VerifiedMark.tsx';

/** The path of an address, which is what tells pages of one site apart. */
export function pathWords(url: string): string {
  const read = URL.canParse(url) ? new URL(url) : null;
  return read ? `${read.pathname}${read.search}` : url;
}

function Visitor({ walk }: { readonly walk: Walk }) {
  const { list, now } = useInbox();
  const [page] = walk.pages;
  const row = list.rowOf(walk);
  const name = row ? visitorName(row) : t('Visitor {letters}', { letters: walk.visitorId.slice(0, 4) });
  return (
    <li>
      <Avatar id={walk.visitorId} name={name} isOnline />
      <span class="grow two-lines">
        <span>
          {row ? (
            <a href={conversationHref(row)}>
              <bdi>{name}</bdi>
            </a>
          ) : (
            <bdi>{name}</bdi>
          )}{' '}
          <VerifiedMark visitorId={walk.visitorId} />
        </span>
        <span title={page.url}>
          <bdi>{page.title || pathWords(page.url)}</bdi>{' '}
          <span class="hint">
            <bdi>{pathWords(page.url)}</bdi>
          </span>
        </span>
      </span>
      <span class="hint">{longAgo(Math.max(now.value, page.at), page.at)}</span>
    </li>
  );
}

function Live({ siteId }: { readonly siteId: string }) {
  const { visits, signs, session } = useInbox();
  const isOnline = session.link.value === 'online';
  useEffect(() => {
    if (isOnline) visits.ask(siteId);
  }, [siteId, isOnline]);
  const here = visits.on(siteId).filter(({ visitorId }) => signs.isOnline(siteId, visitorId));
  return (
    <section class="card" aria-labelledby="here">
      <h3 id="here">
        <span role="status">
          {here.length === 0 ? t('Nobody is on the site just now') : t('{count} on the site now', { count: here.length })}
        </span>
      </h3>
      {here.length === 0 && <p class="hint">{t('Whoever has a page of this site open is shown here, with the page they are on.')}</p>}
      {here.length > 0 && (
        <ul class="lines">
          {here.map((walk) => (
            <Visitor key={rowKey(walk)} walk={walk} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Who is on a site now, where its owner wants to see it. */
export function VisitorsPage({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const model = useOwned(() => inbox.siteInfo(siteId), siteId);
  const site = model?.site.value;
  const problem = model?.problem.value;
  return (
    <AdminFrame siteId={siteId} title={t('On the site now')} isForAll>
      {problem && <p class="error">{problem}</p>}
      {site?.settings.liveVisitors && <Live siteId={siteId} />}
      {site && !site.settings.liveVisitors && (
        <section class="card">
          <p>{t('Live visitors are off for this site: who has not written is not seen. What it costs is said where it is switched on.')}</p>
          <a class="button quiet self-start" href={`${adminHref('settings', siteId)}#page`}>
            {t('Settings of the page')}
          </a>
        </section>
      )}
    </AdminFrame>
  );
}
