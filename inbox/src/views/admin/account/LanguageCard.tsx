import { useState } from 'preact/hooks';
import { LANGUAGES } from '../../../words/choose.ts';
import { type Language, spokenLanguage, t } from '../../../words/words.ts';
import { useInbox } from '../../context.ts';
import { Question } from '../../Questions.tsx';

/** The language of the inbox, in this browser. Another one comes with the page loaded again. */
export function LanguageCard() {
  const { attachments, leaving, preferences } = useInbox();
  const [asked, setAsked] = useState<Language | null>(null);
  const change = (to: Language) => {
    preferences.keepLanguage(to);
    location.reload();
  };
  // Texts are kept by the browser; files that wait for their message are not.
  const choose = (to: Language) => leaving.go(() => (attachments.areWaiting() ? setAsked(to) : change(to)));
  return (
    <section class="card" aria-labelledby="language">
      <h3 id="language">{t('Language of the inbox')}</h3>
      <fieldset class="field" aria-labelledby="language" aria-describedby="language-hint">
        <div class="segments">
          {(Object.keys(LANGUAGES) as Language[]).map((language) => (
            <label key={language} lang={language}>
              <input type="radio" name="language" checked={spokenLanguage() === language} onChange={() => choose(language)} />
              <span>{LANGUAGES[language]}</span>
            </label>
          ))}
        </div>
        <p class="hint" id="language-hint">
          {t('In this browser. The page is loaded again; what you have written is kept.')}
        </p>
      </fieldset>
      <Question
        isOpen={asked !== null}
        title={t('Load the page again?')}
        words={t('Files that wait to be sent are not kept. What you have written is.')}
        yes={t('Load again')}
        onYes={() => asked && change(asked)}
        onNo={() => setAsked(null)}
      />
    </section>
  );
}
