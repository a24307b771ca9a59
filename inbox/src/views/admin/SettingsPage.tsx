import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SettingsForm } from '../../lib/settings-form.ts';
import type { Settings } from '../../models/settings.ts';
import { type PlainPhrase, t } from '../../words/words.ts';
import { useInbox, useMedia, useOwned } from '../context.ts';
import { AdminFrame } from './AdminFrame.tsx';
import { AnsweringSection } from './settings/AnsweringSection.tsx';
import type { PartProps } from './settings/field-kinds.ts';
import { IdentitySection } from './settings/IdentitySection.tsx';
import { LeaveGuard } from './settings/LeaveGuard.tsx';
import { LooksSection } from './settings/LooksSection.tsx';
import { PageSection } from './settings/PageSection.tsx';
import { Preview } from './settings/Preview.tsx';
import { PrivacySection } from './settings/PrivacySection.tsx';
import { SaveForm } from './settings/SaveForm.tsx';
import { WordsSection } from './settings/WordsSection.tsx';

const SECTIONS: readonly { readonly id: string; readonly title: PlainPhrase; readonly Part: ComponentType<PartProps> }[] = [
  { id: 'looks', title: 'Looks', Part: LooksSection },
  { id: 'words', title: 'Words', Part: WordsSection },
  { id: 'answering', title: 'Answering', Part: AnsweringSection },
  { id: 'privacy', title: 'Privacy', Part: PrivacySection },
  { id: 'page', title: 'Page', Part: PageSection },
];
const IDENTITY = { id: 'identity', title: 'Identity' } as const;

/** The section that is being read: the last one whose head has come to the top. */
function useShown(): string {
  const [shown, setShown] = useState('looks');
  useEffect(() => {
    const heads = [...document.querySelectorAll('.settings-sections > section')];
    const root = heads[0]?.closest('.admin-body') ?? null;
    const observer = new IntersectionObserver(
      (seen) => {
        const top = seen.find(({ isIntersecting }) => isIntersecting);
        if (top) setShown(top.target.id);
      },
      // A line a third down the page.
      { root, rootMargin: '-30% 0px -69% 0px' },
    );
    for (const head of heads) observer.observe(head);
    return () => observer.disconnect();
  }, []);
  return shown;
}

function Sections() {
  const shown = useShown();
  return (
    <nav class="settings-nav" aria-label={t('Sections of the settings')}>
      <ul>
        {[...SECTIONS, IDENTITY].map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`} aria-current={shown === id ? 'true' : undefined}>
              {t(title)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function PreviewFold({ form }: { readonly form: SettingsForm }) {
  // Beside the fields there is room for it from 900 px, in em.
  const isBeside = useMedia('(min-width: 56.25em)');
  if (isBeside) return <Preview form={form} />;
  return (
    <details class="preview-fold">
      <summary>{t('Preview')}</summary>
      <Preview form={form} />
    </details>
  );
}

function Form({ model, form }: PartProps) {
  return (
    <SaveForm model={model}>
      {SECTIONS.map(({ id, title, Part }) => (
        <section key={id} id={id} class="card" aria-labelledby={`${id}-title`}>
          <h3 id={`${id}-title`}>{t(title)}</h3>
          <Part model={model} form={form} />
        </section>
      ))}
    </SaveForm>
  );
}

function Parts({ model, siteId }: { readonly model: Settings; readonly siteId: string }) {
  const form = model.form.value;
  if (!form) return <p class={model.info.problem.value ? 'error' : 'hint'}>{model.info.problem.value ?? t('Loading')}</p>;
  return (
    <div class="settings">
      <Sections />
      <div class="settings-main">
        <Form model={model} form={form} />
        <section id={IDENTITY.id} class="card" aria-labelledby="identity-title">
          <h3 id="identity-title">{t(IDENTITY.title)}</h3>
          <IdentitySection siteId={siteId} />
        </section>
      </div>
      <PreviewFold form={form} />
      <LeaveGuard model={model} />
    </div>
  );
}

/** The settings page of a site. */
export function SettingsPage({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const model = useOwned(() => inbox.settings(siteId), siteId);
  return (
    <AdminFrame siteId={siteId} title={t('Settings')}>
      {model && <Parts model={model} siteId={siteId} />}
    </AdminFrame>
  );
}
