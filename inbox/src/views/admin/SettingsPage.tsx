import type { ReplyTime } from '@parley/shared-types/model.ts';
import { isColor, onColor } from '../../lib/colors.ts';
import { MAX_GREETING, type Settings, type SettingsForm } from '../../models/settings.ts';
import { useInbox, useOwned } from '../context.ts';
import { AdminFrame } from './AdminFrame.tsx';

const REPLY_TIMES: Readonly<Record<ReplyTime, string>> = { minutes: 'In minutes', hours: 'In a few hours', day: 'Within a day' };
const REPLY_WORDS: Readonly<Record<ReplyTime, string>> = {
  minutes: 'Usually replies in minutes',
  hours: 'Usually replies in a few hours',
  day: 'Usually replies within a day',
};

/** Launcher and first bubble in the colour that is being chosen. */
function Preview({ form }: { readonly form: SettingsForm }) {
  const color = isColor(form.color) ? form.color : '#5b54d6';
  return (
    <div class="preview" role="img" aria-label={`Preview in ${color}`} style={{ '--site': color, '--on-site': onColor(color) }}>
      <div class="preview-panel">
        <div class="preview-head">
          <b>
            <bdi>{form.name}</bdi>
          </b>
          <span>{REPLY_WORDS[form.replyTime]}</span>
        </div>
        <div class="bubble visitor" dir="auto">
          {form.greeting.trim() || 'Ask us anything.'}
        </div>
        <div class="bubble ours">Do you deliver on Sundays?</div>
      </div>
      <span class="preview-launcher">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z" />
        </svg>
      </span>
    </div>
  );
}

interface FieldsProps {
  readonly model: Settings;
  readonly form: SettingsForm;
}

function NameAndColor({ model, form }: FieldsProps) {
  const nameError = model.nameError.value;
  const colorError = model.colorError.value;
  return (
    <>
      <div class="field">
        <label for="name">Name</label>
        <input
          id="name"
          class="input"
          maxlength={100}
          value={form.name}
          aria-invalid={nameError !== null}
          aria-describedby="name-error"
          onInput={(event) => model.edit({ name: event.currentTarget.value })}
        />
        <p class="error" id="name-error">
          {nameError}
        </p>
      </div>
      <div class="field">
        <label for="color">Colour</label>
        <div class="line">
          <input
            type="color"
            class="swatch"
            aria-label="Pick the colour"
            value={isColor(form.color) ? form.color : '#5b54d6'}
            onInput={(event) => model.edit({ color: event.currentTarget.value })}
          />
          <input
            id="color"
            class="input"
            maxlength={7}
            spellcheck={false}
            value={form.color}
            aria-invalid={colorError !== null}
            aria-describedby="color-error"
            onInput={(event) => model.edit({ color: event.currentTarget.value.trim().toLowerCase() })}
          />
        </div>
        <p class="error" id="color-error">
          {colorError}
        </p>
      </div>
    </>
  );
}

function WordsOfTheChat({ model, form }: FieldsProps) {
  return (
    <>
      <div class="field">
        <label for="greeting">Greeting</label>
        <textarea
          id="greeting"
          class="input"
          rows={2}
          dir="auto"
          maxlength={MAX_GREETING}
          placeholder="Ask us anything."
          value={form.greeting}
          onInput={(event) => model.edit({ greeting: event.currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for="reply-time">You usually reply</label>
        <select
          id="reply-time"
          class="input"
          value={form.replyTime}
          onChange={(event) => model.edit({ replyTime: event.currentTarget.value as ReplyTime })}
        >
          {Object.entries(REPLY_TIMES).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}

function Form({ model }: { readonly model: Settings }) {
  const form = model.form.value;
  if (!form) return <p class={model.info.problem.value ? 'error' : 'hint'}>{model.info.problem.value ?? 'Loading'}</p>;
  const outcome = model.outcome.value;
  const isWrong = model.nameError.value !== null || model.colorError.value !== null;
  return (
    <div class="settings">
      <form
        class="card"
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          void model.save();
        }}
      >
        <NameAndColor model={model} form={form} />
        <WordsOfTheChat model={model} form={form} />
        <div class="line">
          <button type="submit" class="button" disabled={model.isSaving.value || isWrong}>
            Save
          </button>
          <p role="status" class={outcome?.ok === false ? 'error' : 'hint'}>
            {outcome?.words}
          </p>
        </div>
      </form>
      <Preview form={form} />
    </div>
  );
}

/** The settings page of a site. */
export function SettingsPage({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const model = useOwned(() => inbox.settings(siteId), siteId);
  return (
    <AdminFrame siteId={siteId} title="Settings">
      {model && <Form model={model} />}
    </AdminFrame>
  );
}
