import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { maySteer } from '../../models/site-info.ts';
import { t } from '../../words/words.ts';
import { useInbox } from '../context.ts';
import { Icon } from '../Icon.tsx';

interface AdminFrameProps {
  readonly siteId: string;
  readonly title: string;
  /** Agents may see it, too. */
  readonly isForAll?: boolean;
  readonly children: ComponentChildren;
}

/** Head of a page beside the list, which has the focus when the page comes; on a phone with the way back. */
export function PageHead({ children }: { readonly children: ComponentChildren }) {
  const { listHref } = useInbox();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <header class="pane-head">
      <a class="icon-button" href={listHref.value} aria-label={t('Back to the list')}>
        <Icon name="back" />
      </a>
      <h2 ref={heading} tabindex={-1}>
        {children}
      </h2>
    </header>
  );
}

/** The role of this operator on a site, as the gateway has said it; undefined: none, or not known yet. */
export function useRole(siteId: string) {
  return useInbox().session.sites.value.find((site) => site.siteId === siteId)?.role;
}

/** A page about one site. Agents read why they may not change it. */
export function AdminFrame({ siteId, title, isForAll = false, children }: AdminFrameProps) {
  const { session } = useInbox();
  const site = session.sites.value.find((one) => one.siteId === siteId);
  return (
    <div class="admin">
      <PageHead>
        {title}
        {site && (
          <>
            {' · '}
            <bdi>{site.name}</bdi>
          </>
        )}
      </PageHead>
      <div class="admin-body">
        {site && !isForAll && !maySteer(site.role) ? (
          <p class="bar warn">
            <Icon name="lock" /> {t('Owners and admins change this. You are an agent here: ask one of them for another role.')}
          </p>
        ) : (
          children
        )}
        {session.me.value && !site && <p class="error">{t('There is no such site, or it is not yours to see.')}</p>}
      </div>
    </div>
  );
}

/** A text to take along, with a button that says when it is done. */
export function CopyBox({ name, text }: { readonly name: string; readonly text: string }) {
  const [done, setDone] = useState(false);
  const box = useRef<HTMLElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
    } catch {
      // Over plain http the clipboard is closed: chosen, it is one key away.
      if (box.current) getSelection()?.selectAllChildren(box.current);
    }
  };
  return (
    <div class="copy-box">
      <pre tabindex={0}>
        <code ref={box}>{text}</code>
      </pre>
      <button
        type="button"
        class="button quiet"
        aria-label={done ? t('Copied: {name}', { name }) : t('Copy: {name}', { name })}
        onClick={() => void copy()}
      >
        <Icon name={done ? 'check' : 'copy'} />
        {done ? t('Copied') : t('Copy')}
      </button>
    </div>
  );
}
