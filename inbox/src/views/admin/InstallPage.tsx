import { useState } from 'preact/hooks';
import { adminHref } from '../../lib/routes.ts';
import { longAgo } from '../../lib/time-words.ts';
import type { Install } from '../../models/install.ts';
import { t, tx } from '../../words/words.ts';
import { useInbox, useOwned } from '../context.ts';
import { Icon } from '../Icon.tsx';
import { AdminFrame, CopyBox, useRole } from './AdminFrame.tsx';

/** Waits for the first visit before one's eyes, and turns green. */
function Seen({ model }: { readonly model: Install }) {
  const { now } = useInbox();
  const seen = model.install.value?.seen ?? null;
  return (
    <p class={seen ? 'seen good' : 'seen'} role="status">
      <span class={seen ? 'pulse still' : 'pulse'} aria-hidden="true" />
      {seen ? (
        <>
          <Icon name="check" />
          <span class="grow">
            {tx('Seen on {page}, {when}', { page: <bdi>{seen.origin}</bdi>, when: longAgo(Math.max(now.value, seen.at), seen.at) })}
          </span>
        </>
      ) : (
        'Waiting for the first visit'
      )}
    </p>
  );
}

function Refused({ model }: { readonly model: Install }) {
  const [problem, setProblem] = useState<string | null>(null);
  const refused = model.install.value?.refused ?? [];
  if (refused.length === 0) return null;
  return (
    <section class="card" aria-labelledby="refused">
      <h3 id="refused">{t('Pages that were refused')}</h3>
      <p class="hint">{t('They asked for the chat of this site and are not allowed to show it. Allow those that are yours.')}</p>
      <ul class="lines">
        {refused.map(({ origin, at }) => (
          <li key={origin}>
            <bdi class="grow">{origin}</bdi>
            <span class="hint">{longAgo(Math.max(Date.now(), at), at)}</span>
            <button
              type="button"
              class="button"
              aria-label={t('Allow {page}', { page: origin })}
              onClick={() => void model.allow(origin).then(setProblem)}
            >
              {t('Allow')}
            </button>
          </li>
        ))}
      </ul>
      {problem && (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}

function Allowed({ model }: { readonly model: Install }) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const origins = model.info.site.value?.allowedOrigins ?? [];
  const add = async () => {
    const refused = await model.allow(text);
    setProblem(refused);
    if (refused === null) setText('');
  };
  return (
    <section class="card" aria-labelledby="allowed">
      <h3 id="allowed">{t('Pages that may show the chat')}</h3>
      <ul class="lines">
        {origins.length === 0 && <li class="hint">{t('Only pages of this server so far.')}</li>}
        {origins.map((origin) => (
          <li key={origin}>
            <bdi class="grow">{origin}</bdi>
            <button
              type="button"
              class="button quiet"
              aria-label={t('Remove {name}', { name: origin })}
              onClick={() => void model.disallow(origin).then(setProblem)}
            >
              {t('Remove')}
            </button>
          </li>
        ))}
      </ul>
      <form
        class="field"
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <label for="origin">{t('Address of your site')}</label>
        <div class="line">
          <input
            id="origin"
            class="input"
            inputmode="url"
            autocomplete="off"
            placeholder="https://shop.example"
            value={text}
            aria-invalid={problem !== null}
            aria-describedby="origin-error"
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" class="button quiet">
            {t('Add')}
          </button>
        </div>
        <p class="error" id="origin-error" role="alert">
          {problem}
        </p>
      </form>
    </section>
  );
}

function NewSite({ model }: { readonly model: Install }) {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const add = async () => {
    const made = await model.addSite(name);
    if ('problem' in made) return setProblem(made.problem);
    // The connection was made for the sites of before: it is made anew with the page.
    location.assign(adminHref('install', made.siteId));
  };
  return (
    <section class="card" aria-labelledby="another">
      <h3 id="another">{t('Another site')}</h3>
      <form
        class="field"
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <label for="site-name">{t('Name of the site')}</label>
        <div class="line">
          <input
            id="site-name"
            class="input"
            maxlength={100}
            autocomplete="off"
            value={name}
            aria-invalid={problem !== null}
            aria-describedby="site-error"
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <button type="submit" class="button quiet">
            {t('Add site')}
          </button>
        </div>
        <p class="error" id="site-error" role="alert">
          {problem}
        </p>
      </form>
    </section>
  );
}

function Steps({ model }: { readonly model: Install }) {
  const install = model.install.value;
  if (!install) return <p class={model.problem.value ? 'error' : 'hint'}>{model.problem.value ?? t('Loading')}</p>;
  return (
    <>
      <section class="card" aria-labelledby="tag">
        <h3 id="tag">{t('Paste this into your pages, before the closing body tag')}</h3>
        <CopyBox name={t('script tag')} text={install.snippet} />
        <Seen model={model} />
        {model.problem.value && <p class="error">{model.problem.value}</p>}
      </section>
      <Refused model={model} />
      <Allowed model={model} />
      <section class="card" aria-labelledby="csp">
        <h3 id="csp">{t('If your pages have a content security policy')}</h3>
        <p class="hint">{t('Add these to it.')}</p>
        <CopyBox name={t('policy lines')} text={install.csp.join('\n')} />
      </section>
    </>
  );
}

/** The install page of a site. */
export function InstallPage({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const model = useOwned(() => inbox.install(siteId), siteId);
  const role = useRole(siteId);
  return (
    <AdminFrame siteId={siteId} title={t('Install')}>
      {model && <Steps model={model} />}
      {model && role === 'owner' && <NewSite model={model} />}
    </AdminFrame>
  );
}
