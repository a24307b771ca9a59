import { t } from '../../../words/words.ts';
import { Fields } from './Fields.tsx';
import type { Field, PartProps } from './field-kinds.ts';

const FIELDS: readonly Field[] = [
  {
    kind: 'text',
    name: 'privacyUrl',
    label: 'Address of your privacy notice',
    most: 2_000,
    isUrl: true,
    sample: 'https://shop.example/privacy',
    hint: 'Linked in the menu of the chat.',
  },
  {
    kind: 'switch',
    name: 'consent',
    label: 'Ask for consent first',
    hint: 'Nothing is stored or sent before the visitor agrees in the chat, or your page says so.',
  },
  {
    kind: 'switch',
    name: 'preview',
    label: 'See what is being typed',
    hint: 'You read a message while it is written. The visitor is told: “The team can see what you type before you send it.”',
  },
  {
    kind: 'choice',
    name: 'identity',
    label: 'Who may write',
    choices: { optional: 'Everybody', required: 'Only users you vouch for' },
    hint: 'Vouched for by a token that your server signs: see Identity below. All others are told that the chat is for signed-in users.',
  },
  {
    kind: 'text',
    name: 'cookieDomain',
    label: 'One conversation across subdomains',
    most: 253,
    isUrl: true,
    sample: 'shop.example',
    hint: 'The chat then keeps a cookie that all subdomains can read. Empty: each keeps its own conversation, without a cookie.',
  },
];

/** What is kept of visitors, and what they are told of it. */
export function PrivacySection(part: PartProps) {
  return (
    <>
      <Fields {...part} fields={FIELDS} />
      <div class="field">
        <span class="label">{t('Erasing')}</span>
        <p class="hint">
          {t(
            'Each visitor can erase their conversation in the menu of the chat: what was said before, and files of it, go from the store for good. You see that it was erased, and when. Mails and Slack threads that went out before stay where they are.',
          )}
        </p>
      </div>
    </>
  );
}
