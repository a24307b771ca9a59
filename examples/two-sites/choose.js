// Makes one link for each of the two sites; each opens the same page with another site's chat in it.
const form = document.querySelector('form');
const links = document.querySelector('nav');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const ids = [...new FormData(form).values()];
  const names = ['First site', 'Second site'];
  links.replaceChildren(
    ...ids.map((id, index) =>
      Object.assign(document.createElement('a'), {
        href: `page.html?site=${encodeURIComponent(id)}`,
        target: '_blank',
        rel: 'noopener',
        textContent: names[index],
      }),
    ),
  );
});
