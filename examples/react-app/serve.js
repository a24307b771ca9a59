// Sends each page with the app rendered into it, and the files that vite built.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { render } from './dist/server/server.js';

const page = readFileSync('dist/client/index.html', 'utf8');
const [, url, site] = /data-url="(.*?)" data-site="(.*?)"/.exec(page);

const server = createServer((request, response) => {
  const asset = /^\/assets\/[\w-]+\.js$/.exec(request.url ?? '');
  response.setHeader('content-type', asset ? 'text/javascript' : 'text/html; charset=utf-8');
  response.end(asset ? readFileSync(`dist/client${asset[0]}`) : page.replace('<!--app-->', () => render({ url, site })));
});
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
