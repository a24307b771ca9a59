// A router of a few lines: pages change without a load, so the chat keeps its panel, its draft and its connection.
const PAGES = {
  home: ['Home', 'Open the chat, write half a sentence, then go to another page: it is still there.'],
  prices: ['Prices', 'The button below speaks to the chat.'],
  about: ['About', 'Going back and forth changes nothing for the chat either.'],
};

/** Shows the page that the address names. */
function show() {
  const asked = new URLSearchParams(location.search).get('page') ?? '';
  const name = Object.hasOwn(PAGES, asked) ? asked : 'home';
  const [title, words] = PAGES[name];
  const main = document.querySelector('main');
  const heading = Object.assign(document.createElement('h1'), { textContent: title });
  const text = Object.assign(document.createElement('p'), { textContent: words });
  main.replaceChildren(heading, text, ...(name === 'prices' ? [askButton()] : []));
  document.title = `${title} - Parley example`;
  for (const link of document.querySelectorAll('nav a')) {
    if (link.search === `?page=${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** Opens the chat and tells the operator which page the visitor asks about. The queue works before the chat is loaded, too. */
function askButton() {
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Ask about prices' });
  button.addEventListener('click', () => {
    window.$parley ??= [];
    window.$parley.push(['set', 'session:data', [[['page', 'prices']]]]);
    window.$parley.push(['do', 'chat:open']);
  });
  return button;
}

document.querySelector('nav').addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  show();
  document.querySelector('main').focus();
});
addEventListener('popstate', show);
show();
