/** The landing page: a text page that is whole without this. Here are the buttons that need a script. */

/** `window.$parley`, as every site has it: an array until the widget is there. */
type Queue = Pick<unknown[], 'push'>;

const NOT_THERE = 'The chat could not be loaded. Reload the page to try again.';

const page = window as { $parley?: Queue };
page.$parley ??= [];

function openChat(): void {
  const isMissing = document.readyState === 'complete' && Array.isArray(page.$parley);
  const words = document.querySelector('[data-chat-words]');
  if (words) words.textContent = isMissing ? NOT_THERE : '';
  page.$parley?.push(['do', 'chat:open']);
}

/** `/#chat` opens the chat: the inbox's "Write to yourself" leads here. */
function openIfAsked(): void {
  if (location.hash === '#chat') openChat();
}

/** Help topics have addresses: whoever comes for one finds it open. */
function unfoldIfAsked(): void {
  const topic = document.getElementById(location.hash.slice(1));
  if (topic instanceof HTMLDetailsElement) topic.open = true;
}

async function copy(code: Element, button: HTMLButtonElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = 'Copied';
  } catch {
    // Browsers give pages no clipboard over plain http: the text is selected instead.
    getSelection()?.selectAllChildren(code);
    button.textContent = 'Selected: press Ctrl+C';
  }
}

function showButton(selector: string, onClick: (button: HTMLButtonElement) => void): void {
  const button = document.querySelector<HTMLButtonElement>(selector);
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => onClick(button));
}

const code = document.querySelector('[data-snippet]');
showButton('[data-open-chat]', openChat);
if (code) showButton('[data-copy]', (button) => void copy(code, button));
for (const words of document.querySelectorAll<HTMLElement>('[data-needs-script]')) words.hidden = false;
for (const look of [openIfAsked, unfoldIfAsked]) {
  look();
  addEventListener('hashchange', look);
}
