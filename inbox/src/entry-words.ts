import { browserStorage } from '@parley/widget/core/storage.ts';
import { keepLanguage, LANGUAGES, speakOwnLanguage } from './words/choose.ts';
import { type Language, type PlainPhrase, spokenLanguage, t } from './words/words.ts';

const storage = browserStorage(() => localStorage);

/** The page is written in English, each text of it a phrase. A test holds them against the dictionary. */
const inOwnLanguage = (text: string): string => t(text as PlainPhrase);

function translatePage(): void {
  document.title = inOwnLanguage(document.title);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const text = node.nodeValue?.trim() ?? '';
    if (text !== '') node.nodeValue = inOwnLanguage(text);
  }
}

/** The other language by its own name, below the card: who needs it cannot read this one. */
function offerOthers(): void {
  const others = (Object.keys(LANGUAGES) as Language[]).filter((language) => language !== spokenLanguage());
  const line = document.createElement('p');
  line.className = 'languages';
  for (const language of others) {
    const button = Object.assign(document.createElement('button'), {
      type: 'button',
      className: 'link-button',
      lang: language,
      textContent: LANGUAGES[language],
    });
    button.addEventListener('click', () => {
      keepLanguage(storage, language);
      location.reload();
    });
    line.append(button);
  }
  document.querySelector('.entry')?.append(line);
}

/** To be awaited first: an entry page in the language of this browser. It is shown from then on. */
export async function speakEntry(): Promise<void> {
  await speakOwnLanguage(storage);
  if (spokenLanguage() !== 'en') translatePage();
  offerOthers();
  document.documentElement.dataset.words = 'ready';
}
