import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../words/words.ts';

interface ConfirmProps {
  /** The button that asks. */
  readonly ask: string;
  /** Its name where several stand below each other. */
  readonly name?: string;
  readonly words: string;
  readonly yes: string;
  readonly isDisabled?: boolean;
  readonly onYes: () => void;
}

/** A button that asks once more, in its place, before something that cannot be taken back. */
export function Confirm({ ask, name = ask, words, yes, isDisabled = false, onYes }: ConfirmProps) {
  const [isAsked, setAsked] = useState<boolean | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  // The button that had the focus has just gone.
  useEffect(() => {
    if (isAsked !== null) button.current?.focus();
  }, [isAsked]);
  if (!isAsked) {
    return (
      <button ref={button} type="button" class="button quiet ask" aria-label={name} disabled={isDisabled} onClick={() => setAsked(true)}>
        {ask}
      </button>
    );
  }
  const answer = () => {
    setAsked(false);
    onYes();
  };
  return (
    <fieldset class="line wrap confirm" aria-label={name}>
      <span role="alert">{words}</span>
      <button ref={button} type="button" class="button" onClick={answer}>
        {yes}
      </button>
      <button type="button" class="button quiet" onClick={() => setAsked(false)}>
        {t('Cancel')}
      </button>
    </fieldset>
  );
}
