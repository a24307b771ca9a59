import { Fields } from './Fields.tsx';
import type { Field, PartProps } from './field-kinds.ts';
import { HoursEditor } from './HoursEditor.tsx';

const REPLY: readonly Field[] = [
  {
    kind: 'select',
    name: 'replyTime',
    label: 'You usually reply',
    choices: { minutes: 'In minutes', hours: 'In a few hours', day: 'Within a day' },
  },
];
const WANTED = { off: 'Not asked', optional: 'May be left out', required: 'Required' } as const;
const FORM: readonly Field[] = [
  { kind: 'choice', name: 'formName', label: 'Name, before the first message', choices: WANTED },
  {
    kind: 'choice',
    name: 'formEmail',
    label: 'E-mail, before the first message',
    choices: WANTED,
    hint: 'Each question keeps some visitors from writing. Ask only for what you need to answer.',
  },
  {
    kind: 'switch',
    name: 'askEmail',
    label: 'Ask for an e-mail address when nobody is here',
    hint: 'Once, after the first message. It may be left out.',
  },
  { kind: 'switch', name: 'rating', label: 'Ask for a rating when a conversation is resolved' },
  {
    kind: 'switch',
    name: 'files',
    label: 'Visitors may send files',
    hint: 'Images, and what the server of this chat takes. You may always send some.',
  },
  { kind: 'switch', name: 'sound', label: 'Sound when an answer comes', hint: 'Each visitor can mute it.' },
];

/** When and how visitors are answered, and what they are asked. */
export function AnsweringSection(part: PartProps) {
  return (
    <>
      <Fields {...part} fields={REPLY} />
      <HoursEditor {...part} />
      <Fields {...part} fields={FORM} />
    </>
  );
}
