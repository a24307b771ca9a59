import { KEYS, type KeyRow, keyName, TOLD_KEYS } from '../lib/keys.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Drawer } from './Drawer.tsx';
import { IS_MAC } from './palette-commands.ts';

/** Every row of the table, then what fields and the browser do by themselves. */
function allKeys(): readonly (readonly [key: string, words: string])[] {
  const rows: readonly KeyRow[] = KEYS;
  return [
    ...rows.map((row) => [keyName(row, IS_MAC), t(row.words)] as const),
    ...TOLD_KEYS.map(([key, words]) => [key, t(words)] as const),
  ];
}

/** What the keyboard can do, and the switch for those whom single keys disturb. */
export function Shortcuts({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { keysAreOn } = useInbox().preferences;
  return (
    <Drawer name={t('Keyboard shortcuts')} side="middle" isOpen={isOpen} onClose={onClose}>
      <h2 class="dialog-title">{t('Keyboard shortcuts')}</h2>
      <dl class="shortcuts">
        {allKeys().map(([key, words]) => (
          <div key={words}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={keysAreOn.value.value} onChange={(event) => keysAreOn.set(event.currentTarget.checked)} />
        {t('Single keys work outside of text fields')}
      </label>
      <button type="button" class="button quiet" onClick={onClose}>
        {t('Close')}
      </button>
    </Drawer>
  );
}
