import type { FormFrame } from '../../../models/form.ts';
import { t, tn } from '../../../words/words.ts';

/** How much is not saved, and the two ways on. */
export function SaveBar({ model }: { readonly model: Omit<FormFrame, 'problemAt'> }) {
  const outcome = model.outcome.value;
  const count = model.changed.value.length;
  const waiting = count === 0 ? '' : tn(count, '{count} change not saved', '{count} changes not saved');
  return (
    // With nothing to save or to say it covers no field.
    <div class={count === 0 && !outcome ? 'save-bar resting' : 'save-bar'}>
      <p role="status" class={outcome?.ok === false ? 'error grow' : 'hint grow'}>
        {outcome?.words ?? waiting}
      </p>
      {count > 0 && (
        <button type="button" class="button quiet" onClick={model.undo}>
          {t('Undo')}
        </button>
      )}
      <button type="submit" class="button" disabled={model.isSaving.value || count === 0 || model.isWrong.value}>
        {t('Save')}
      </button>
    </div>
  );
}
