import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Drawer } from './Drawer.tsx';

interface QuestionProps {
  readonly title: string;
  readonly words: string;
  readonly yes: string;
  readonly isOpen: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks before something with a consequence, and says which. */
export function Question({ title, words, yes, isOpen, onYes, onNo }: QuestionProps) {
  return (
    <Drawer name={title} side="middle" isOpen={isOpen} onClose={onNo}>
      <h2 class="dialog-title">{title}</h2>
      <p>{words}</p>
      <div class="question-buttons">
        <button type="button" class="button" onClick={onYes}>
          {yes}
        </button>
        <button type="button" class="button quiet" onClick={onNo}>
          {t('Cancel')}
        </button>
      </div>
    </Drawer>
  );
}

/** Before spam and block, and before what undoes them. */
export function DecisionQuestions() {
  const { current, decisions } = useInbox();
  const { isSpam = false, isBlocked = false } = current.value ?? {};
  return (
    <>
      <Question
        isOpen={decisions.asking.value === 'spam'}
        title={isSpam ? t('Take it out of spam?') : t('Mark it as spam?')}
        words={
          isSpam
            ? t('It comes back into your lists, and new messages call you again.')
            : t('It leaves every list but Spam. The visitor can still write and is not told.')
        }
        yes={isSpam ? t('Not spam') : t('Mark as spam')}
        onYes={() => decisions.spam(!isSpam)}
        onNo={() => decisions.closed('spam')}
      />
      <Question
        isOpen={decisions.asking.value === 'block'}
        title={isBlocked ? t('Unblock the visitor?') : t('Block the visitor?')}
        words={
          isBlocked
            ? t('They can write in this conversation again.')
            : t(
                'What they write from now on is refused, and they are told that this conversation takes no more messages. You can unblock them at any time.',
              )
        }
        yes={isBlocked ? t('Unblock') : t('Block')}
        onYes={() => decisions.block(!isBlocked)}
        onNo={() => decisions.closed('block')}
      />
    </>
  );
}
