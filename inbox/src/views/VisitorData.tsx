import type { ConversationRow } from '@parley/shared-types/model.ts';
import { useState } from 'preact/hooks';
import { maySteer } from '../models/site-info.ts';
import type { VisitorDataModel } from '../models/visitor-data.ts';
import { t } from '../words/words.ts';
import { Outcome } from './admin/Outcome.tsx';
import { useInbox, useOwned } from './context.ts';
import { Drawer } from './Drawer.tsx';

interface EraseProps {
  readonly model: VisitorDataModel;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function EraseDialog({ model, isOpen, onClose }: EraseProps) {
  const [typed, setTyped] = useState('');
  const word = t('erase');
  const close = () => {
    setTyped('');
    onClose();
  };
  return (
    <Drawer name={t('Erase what was said')} side="middle" isOpen={isOpen} onClose={close}>
      <h2 class="dialog-title">{t('Erase what was said?')}</h2>
      <p>
        {t(
          'Every message, note and file of this conversation, and what is known of the visitor, is gone for good: here, in the chat of the visitor and in the store. Mails and posts in Slack that went out stay where they are.',
        )}
      </p>
      <form
        class="field"
        onSubmit={(event) => {
          event.preventDefault();
          void model.erase();
          close();
        }}
      >
        <label for="erase-word">{t('Write {word} to go on', { word })}</label>
        <input
          id="erase-word"
          class="input"
          autocomplete="off"
          autocapitalize="off"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <div class="question-buttons">
          <button type="submit" class="button" disabled={typed.trim().toLowerCase() !== word}>
            {t('Erase for good')}
          </button>
          <button type="button" class="button quiet" onClick={close}>
            {t('Cancel')}
          </button>
        </div>
      </form>
    </Drawer>
  );
}

function Data({ model }: { readonly model: VisitorDataModel }) {
  const [isAsked, setAsked] = useState(false);
  return (
    <section aria-labelledby="visitor-data">
      <h3 id="visitor-data">{t('Their data')}</h3>
      <div class="line wrap">
        <a class="button quiet" href={model.exportHref} download>
          {t('Export')}
        </a>
        <button type="button" class="button quiet" onClick={() => setAsked(true)}>
          {t('Erase')}
        </button>
      </div>
      <Outcome told={model.outcome.value} />
      <EraseDialog model={model} isOpen={isAsked} onClose={() => setAsked(false)} />
    </section>
  );
}

/** What is stored of a visitor, for owners and admins: as a file, or gone. */
export function VisitorData({ row }: { readonly row: Pick<ConversationRow, 'siteId' | 'conversationId'> }) {
  const inbox = useInbox();
  const model = useOwned(() => inbox.visitorData(row), row.conversationId);
  const role = inbox.session.sites.value.find(({ siteId }) => siteId === row.siteId)?.role;
  return model && maySteer(role) ? <Data model={model} /> : null;
}
