import type { CannedReply } from '@parley/shared-types/model.ts';
import { MAX_CANNED, MAX_CANNED_TEXT } from '@parley/shared-types/protocol.ts';
import { useEffect, useRef } from 'preact/hooks';
import { fillIn, unknownIn, VARIABLES, type Values } from '../../lib/canned.ts';
import type { CannedReplies } from '../../models/canned-replies.ts';
import { t } from '../../words/words.ts';
import { useInbox, useOwned } from '../context.ts';
import { Icon } from '../Icon.tsx';
import { Rich } from '../Rich.tsx';
import { AdminFrame } from './AdminFrame.tsx';
import { LeaveGuard } from './settings/LeaveGuard.tsx';
import { Problem } from './settings/Problem.tsx';

interface ModelProps {
  readonly model: CannedReplies;
}

/** As an answer to somebody would read. */
function useSample(siteId: string): Values {
  const { session } = useInbox();
  return {
    'visitor.name': 'Sam',
    'visitor.email': 'sam@example.com',
    'operator.name': session.me.value?.operator.name ?? '',
    'site.name': session.sites.value.find((site) => site.siteId === siteId)?.name ?? '',
  };
}

function TextField({ model, text }: ModelProps & { readonly text: string }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (name: string) => {
    const { selectionStart: from = text.length, selectionEnd: to = text.length } = area.current ?? {};
    const variable = name === 'visitor.name' ? `{{${name}|${t('there')}}}` : `{{${name}}}`;
    model.write({ text: text.slice(0, from) + variable + text.slice(to) });
    area.current?.focus();
  };
  const unknown = unknownIn(text);
  return (
    <div class="field">
      <label for="reply-text">{t('Text')}</label>
      <textarea
        ref={area}
        id="reply-text"
        class="input"
        rows={4}
        dir="auto"
        maxLength={MAX_CANNED_TEXT}
        value={text}
        aria-invalid={model.problemAt('text') !== null}
        aria-describedby="text-error variables-hint"
        onInput={(event) => model.write({ text: event.currentTarget.value })}
      />
      <Problem model={model} field="text" />
      {unknown.length > 0 && (
        <p class="composer-warning" role="status">
          <Icon name="warning" />
          <span>
            {unknown.length === 1
              ? t('{name} is not known: it goes out as it stands.', { name: unknown[0] ?? '' })
              : t('Not known, and sent as they stand: {names}.', { names: unknown.join(', ') })}
          </span>
        </p>
      )}
      <p class="hint" id="variables-hint">
        {t('Filled in when you use it; what stands behind a bar is said when nothing is known.')}
      </p>
      <div class="line wrap">
        {VARIABLES.map((name) => (
          <button key={name} type="button" class="button quiet small" onClick={() => insert(name)}>
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}

function Editor({ model, siteId }: ModelProps & { readonly siteId: string }) {
  const sample = useSample(siteId);
  const first = useRef<HTMLInputElement>(null);
  const form = model.editing.value?.form;
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => first.current?.focus(), []);
  if (!form) return null;
  const save = async () => {
    await model.save();
    element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  };
  return (
    <form
      ref={element}
      class="reply-editor"
      novalidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div class="field">
        <label for="reply-shortcut">{t('Shortcut')}</label>
        <div class="line">
          <span aria-hidden="true">/</span>
          <input
            ref={first}
            id="reply-shortcut"
            class="input"
            maxLength={40}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={form.shortcut}
            aria-invalid={model.problemAt('shortcut') !== null}
            aria-describedby="shortcut-error"
            onInput={(event) => model.write({ shortcut: event.currentTarget.value.toLowerCase() })}
          />
        </div>
        <Problem model={model} field="shortcut" />
      </div>
      <TextField model={model} text={form.text} />
      {form.text.trim() !== '' && (
        <section class="reply-preview rich" aria-label={t('As Sam would read it')}>
          <p class="hint">{t('As Sam would read it')}</p>
          <Rich text={fillIn(form.text, sample)} />
        </section>
      )}
      <div class="line">
        <button type="submit" class="button" disabled={model.isSaving.value}>
          {t('Save')}
        </button>
        <button type="button" class="button quiet" onClick={model.leave}>
          {t('Cancel')}
        </button>
      </div>
    </form>
  );
}

function ReplyRow({ model, reply }: ModelProps & { readonly reply: CannedReply }) {
  return (
    <>
      <div class="grow reply-words">
        <strong>/{reply.shortcut}</strong>
        <bdi class="hint">{reply.text}</bdi>
      </div>
      <button
        type="button"
        class="button quiet"
        aria-label={t('Edit {name}', { name: `/${reply.shortcut}` })}
        onClick={() => model.open(reply)}
      >
        {t('Edit')}
      </button>
      <button
        type="button"
        class="button quiet"
        aria-label={t('Delete {name}', { name: `/${reply.shortcut}` })}
        onClick={() => void model.remove(reply)}
      >
        {t('Delete')}
      </button>
    </>
  );
}

function Told({ model }: ModelProps) {
  const deleted = model.deleted.value;
  return (
    <>
      <p class="line" role="status">
        {deleted && (
          <>
            <span>{t('{name} is deleted.', { name: `/${deleted.shortcut}` })}</span>
            <button type="button" class="link-button" onClick={() => void model.putBack()}>
              {t('Put it back')}
            </button>
          </>
        )}
      </p>
      {model.problem.value && (
        <p class="error" role="alert">
          {model.problem.value}
        </p>
      )}
    </>
  );
}

function Replies({ model, siteId }: ModelProps & { readonly siteId: string }) {
  const all = model.all.value;
  const editing = model.editing.value?.id;
  if (!all) return <p class={model.problem.value ? 'error' : 'hint'}>{model.problem.value ?? t('Loading')}</p>;
  const isNew = editing !== undefined && !all.some(({ id }) => id === editing);
  const found = model.found.value;
  return (
    <section class="card" aria-label={t('Canned replies')}>
      <p class="hint">{t('Write / where you answer, and the beginning of a shortcut or any word of the text: Enter puts it in.')}</p>
      <div class="line wrap">
        <input
          class="input"
          type="search"
          aria-label={t('Find a canned reply')}
          placeholder={t('Find')}
          value={model.query.value}
          onInput={(event) => {
            model.query.value = event.currentTarget.value;
          }}
        />
        <button type="button" class="button" disabled={isNew || all.length >= MAX_CANNED} onClick={model.add}>
          {t('New reply')}
        </button>
      </div>
      {isNew && <Editor key={editing} model={model} siteId={siteId} />}
      <Told model={model} />
      <ul class="lines">
        {all.length === 0 && !isNew && <li class="hint">{t('None yet.')}</li>}
        {all.length > 0 && found.length === 0 && <li class="hint">{t('Nothing found.')}</li>}
        {found.map((reply) => (
          <li key={reply.id}>
            {reply.id === editing ? <Editor key={editing} model={model} siteId={siteId} /> : <ReplyRow model={model} reply={reply} />}
          </li>
        ))}
      </ul>
      <LeaveGuard model={model} />
    </section>
  );
}

/** The canned replies of a site: everybody of the team writes them. */
export function CannedRepliesPage({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const model = useOwned(() => inbox.cannedReplies(siteId), siteId);
  return (
    <AdminFrame siteId={siteId} title={t('Canned replies')} isForAll>
      {model && <Replies model={model} siteId={siteId} />}
    </AdminFrame>
  );
}
