import { useEffect } from 'preact/hooks';
import type { FormFrame } from '../../../models/form.ts';
import { t } from '../../../words/words.ts';
import { useInbox } from '../../context.ts';
import { Drawer } from '../../Drawer.tsx';

/** Asks before changes are lost. */
export function LeaveGuard({ model }: { readonly model: Pick<FormFrame, 'changed'> }) {
  const { leaving } = useInbox();
  useEffect(() => leaving.hold(location.pathname, () => model.changed.peek().length > 0), [model]);
  return (
    <Drawer name={t('Changes are not saved')} side="middle" isOpen={leaving.waiting.value !== null} onClose={() => leaving.answer(false)}>
      <h2 class="dialog-title">{t('Changes are not saved')}</h2>
      <p>{t('They are lost when you leave this page.')}</p>
      <div class="line wrap">
        <button type="button" class="button" onClick={() => leaving.answer(false)}>
          {t('Stay')}
        </button>
        <button type="button" class="button quiet" onClick={() => leaving.answer(true)}>
          {t('Leave without saving')}
        </button>
      </div>
    </Drawer>
  );
}
