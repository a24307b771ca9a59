import { t } from '../../../words/words.ts';
import { Costs, Fields } from './Fields.tsx';
import type { Cost, Field, PartProps } from './field-kinds.ts';
import { TriggersEditor } from './TriggersEditor.tsx';

const RULES_COST: Cost = {
  requests: 'One more on each page view: a small script, kept by the browser.',
  storage: 'None.',
  consent: 'None needed.',
};
const WHERE: readonly Field[] = [
  {
    kind: 'paths',
    name: 'showOn',
    label: 'Show only on these paths',
    hint: 'One on each line; /docs/* is all below /docs. Empty: everywhere.',
  },
  { kind: 'paths', name: 'hideOn', label: 'Hide on these paths', hint: 'Wins over the paths above.' },
  { kind: 'switch', name: 'hideOnPhones', label: 'Hide on phones' },
  {
    kind: 'switch',
    name: 'hideWhenClosed',
    label: 'Hide outside of business hours',
    hint: 'Says something only with business hours: see Answering.',
  },
];
const FOLLOW: readonly Field[] = [
  {
    kind: 'switch',
    name: 'pages',
    label: 'Pages visited',
    hint: 'You see which pages a visitor of a conversation looks at.',
    cost: {
      requests: 'One small message for each page, on the connection that the chat has already.',
      storage: 'None: addresses and titles are shown while you look, and kept by nobody.',
      consent: 'Tell it in your privacy notice. Addresses of pages can say much about a person.',
    },
  },
  {
    kind: 'switch',
    name: 'liveVisitors',
    label: 'Live visitors',
    hint: 'You see who is on the site before they write.',
    cost: {
      requests: 'Each page view loads the chat, up to 24 kB the first time, and opens a connection to this server.',
      storage: 'The browser of every visitor keeps an id, though they have not touched the chat.',
      consent: 'In most of Europe you need it before. Switch on “Ask for consent first”, or let your page ask.',
    },
  },
];

/** Where the chat is shown, and what it does by itself. All of it is off at first. */
export function PageSection(part: PartProps) {
  return (
    <>
      <p class="hint">
        {t('All of this is off until you want it: a page with the chat asks for one small script and stores nothing. What each costs:')}
      </p>
      <Costs id="rules-cost" cost={RULES_COST} />
      <Fields {...part} fields={WHERE} />
      <TriggersEditor {...part} />
      <Fields {...part} fields={FOLLOW} />
    </>
  );
}
