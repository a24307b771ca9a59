import type { Tag } from '@parley/shared-types/model.ts';
import { MAX_SITE_TAGS } from '@parley/shared-types/protocol.ts';
import { useRef } from 'preact/hooks';
import { isColor } from '../../lib/colors.ts';
import { type DeskForm, MAX_DAYS, newTag, USUAL_DAYS } from '../../lib/desk-form.ts';
import type { DeskModel } from '../../models/desk.ts';
import { t } from '../../words/words.ts';
import { useInbox, useOwned } from '../context.ts';
import { AdminFrame } from './AdminFrame.tsx';
import { Switch } from './Switch.tsx';
import { LeaveGuard } from './settings/LeaveGuard.tsx';
import { Problem } from './settings/Problem.tsx';
import { SaveForm } from './settings/SaveForm.tsx';

interface PartProps {
  readonly model: DeskModel;
  readonly form: DeskForm;
}

interface TagProps extends Pick<PartProps, 'model'> {
  readonly tag: Tag;
  readonly index: number;
  readonly onChange: (change: Partial<Tag>) => void;
  readonly onRemove: () => void;
}

function TagRow({ model, tag, index, onChange, onRemove }: TagProps) {
  const field = `tags.${index}`;
  const word = tag.name.trim() || t('tag {number}', { number: index + 1 });
  return (
    <li class="field tag-row">
      <div class="line">
        <input
          type="color"
          class="swatch"
          aria-label={t('Colour of {name}', { name: word })}
          value={isColor(tag.color) ? tag.color : '#5b54d6'}
          onInput={(event) => onChange({ color: event.currentTarget.value })}
        />
        <input
          id={`${field}.name`}
          class="input"
          dir="auto"
          maxLength={40}
          autocomplete="off"
          aria-label={t('Name of tag {number}', { number: index + 1 })}
          value={tag.name}
          aria-invalid={model.problemAt(field) !== null}
          aria-describedby={`${field}-error`}
          onInput={(event) => onChange({ name: event.currentTarget.value })}
        />
        <button type="button" class="button quiet" aria-label={t('Remove {name}', { name: word })} onClick={onRemove}>
          {t('Remove')}
        </button>
      </div>
      <Problem model={model} field={field} />
    </li>
  );
}

function TagsPart({ model, form: { tags } }: PartProps) {
  const list = useRef<HTMLUListElement>(null);
  const put = (next: readonly Tag[]) => model.edit({ tags: next });
  const add = () => {
    put([...tags, newTag(tags)]);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('li:last-child .input')?.focus());
  };
  return (
    <>
      <p class="hint">
        {t(
          'Offered where somebody tags a conversation. A tag that you rename or remove stays on the conversations that have it: they are not changed, and the new name is a tag of its own.',
        )}
      </p>
      {tags.length > 0 && (
        <ul class="tag-rows" ref={list}>
          {tags.map((tag, index) => (
            <TagRow
              key={index}
              model={model}
              tag={tag}
              index={index}
              onChange={(change) => put(tags.map((one, at) => (at === index ? { ...one, ...change } : one)))}
              onRemove={() => put(tags.filter((_, at) => at !== index))}
            />
          ))}
        </ul>
      )}
      {tags.length < MAX_SITE_TAGS && (
        <button type="button" class="button quiet self-start" onClick={add}>
          {t('Add a tag')}
        </button>
      )}
    </>
  );
}

function AssignPart({ model, form: { autoAssign } }: PartProps) {
  return (
    <Switch
      id="autoAssign"
      label={t('Give new conversations to somebody who is here')}
      hint={t('The one with the fewest open conversations gets it, in turn. While nobody is here it waits for whoever takes it.')}
      isOn={autoAssign}
      onChange={(to) => model.edit({ autoAssign: to })}
    />
  );
}

function KeepingPart({ model, form: { retentionDays: days } }: PartProps) {
  const isOn = days !== 0;
  const count = Number.isNaN(days) ? '' : days;
  return (
    <>
      <Switch
        id="retention"
        label={t('Erase old conversations')}
        hint={t(
          'When nothing was said in a conversation for so many days, all of it is erased within the hour: messages, notes, files, and the name, address and facts of the visitor. That it took place, and when, stays. Mails and Slack threads that went out stay where they are.',
        )}
        isOn={isOn}
        onChange={(to) => model.edit({ retentionDays: to ? USUAL_DAYS : 0 })}
      />
      {isOn && (
        <div class="field">
          <label for="retentionDays">{t('Days without a word')}</label>
          <input
            id="retentionDays"
            class="input number"
            type="number"
            min={1}
            max={MAX_DAYS}
            value={count}
            aria-invalid={model.problemAt('retentionDays') !== null}
            aria-describedby="retentionDays-error retention-warning"
            // 0 would keep everything: that is what the switch is for.
            onInput={(event) => model.edit({ retentionDays: event.currentTarget.valueAsNumber || Number.NaN })}
          />
          <Problem model={model} field="retentionDays" />
          <p class="hint" id="retention-warning">
            {t('What is older than this now is erased as well. Nobody can bring it back.')}
          </p>
        </div>
      )}
    </>
  );
}

const PARTS = [
  { id: 'tags', title: 'Tags', Part: TagsPart },
  { id: 'assigning', title: 'Who gets a new conversation', Part: AssignPart },
  { id: 'keeping', title: 'How long conversations are kept', Part: KeepingPart },
] as const;

function Form({ model }: { readonly model: DeskModel }) {
  const form = model.form.value;
  if (!form) return <p class={model.problem.value ? 'error' : 'hint'}>{model.problem.value ?? t('Loading')}</p>;
  return (
    <SaveForm model={model}>
      {PARTS.map(({ id, title, Part }) => (
        <section key={id} class="card" aria-labelledby={`${id}-title`}>
          <h3 id={`${id}-title`}>{t(title)}</h3>
          <Part model={model} form={form} />
        </section>
      ))}
      <LeaveGuard model={model} />
    </SaveForm>
  );
}

/** How the team of a site works: tags, who gets what, how long it is kept. */
export function DeskPage({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const model = useOwned(() => inbox.deskSettings(siteId), siteId);
  return (
    <AdminFrame siteId={siteId} title={t('Tags and teamwork')}>
      {model && <Form model={model} />}
    </AdminFrame>
  );
}
