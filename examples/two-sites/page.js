// Loads the chat of the site that the address names. A page of one site just has the script tag.
const asked = new URLSearchParams(location.search).get('site') ?? '';
const site = /^[\w-]{1,64}$/.test(asked) ? asked : 'SITE_ID';

document.querySelector('code').textContent = site;
document.head.append(Object.assign(document.createElement('script'), { async: true, src: `https://chat.example.com/parley/${site}.js` }));
