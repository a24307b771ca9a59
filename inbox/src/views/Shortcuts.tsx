import { useInbox } from './context.ts';
import { Drawer } from './Drawer.tsx';

const KEYS = [
  ['j', 'k', 'Next and previous conversation'],
  ['Enter', '', 'Open it'],
  ['r', '', 'Write a reply'],
  ['n', '', 'Write a note'],
  ['e', '', 'Resolve, or open again'],
  ['a', '', 'Assign'],
  ['t', '', 'Tags'],
  ['s', '', 'Snooze'],
  ['!', '', 'Spam'],
  ['#', '', 'Block the visitor'],
  ['/', '', 'Search'],
  ['Esc', '', 'Back to the list'],
  ['Enter', 'Ctrl Enter', 'In the text: it goes out'],
  ['Shift Enter', '', 'In the text: a new line'],
  ['?', '', 'This list'],
] as const;

/** What the keyboard can do, and the switch for those whom single keys disturb. */
export function Shortcuts({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { keysAreOn } = useInbox().preferences;
  return (
    <Drawer name="Keyboard shortcuts" side="middle" isOpen={isOpen} onClose={onClose}>
      <h2 class="dialog-title">Keyboard shortcuts</h2>
      <dl class="shortcuts">
        {KEYS.map(([key, other, words]) => (
          <div key={words}>
            <dt>
              <kbd>{key}</kbd>
              {other !== '' && (
                <>
                  {' '}
                  or <kbd>{other}</kbd>
                </>
              )}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={keysAreOn.value.value} onChange={(event) => keysAreOn.set(event.currentTarget.checked)} />
        Single keys work outside of text fields
      </label>
      <button type="button" class="button quiet" onClick={onClose}>
        Close
      </button>
    </Drawer>
  );
}
