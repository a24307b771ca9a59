import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DOCS, EXAMPLES } from '../cli/paths.ts';
import { createLogger } from '../lib/logger.ts';
import { createMetrics } from '../lib/metrics.ts';
import { installExamples } from './examples.ts';
import { installPages } from './pages.ts';
import { createHttp } from './server.ts';
import { escapeHtml, fillIn } from './templates.ts';

/** The pages as a process serves them, with stand-ins for what vite builds. */
async function setup(publicUrl: string | null = null) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-pages-'));
  for (const name of ['widget', 'inbox']) mkdirSync(join(folder, name, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'inbox', 'home.html'), '<script async src="/parley/__SITE_ID__.js"></script><code>__ORIGIN__</code>');
  const logger = createLogger('silent', 'test');
  const readiness = async () => ({ ready: true, bus: 'up', store: 'up', draining: false });
  const { app } = createHttp({ logger, metrics: createMetrics(), readiness, trustedProxies: [], beforeMetrics: async () => {} });
  const own = { siteId: 'first', publicUrl };
  await installPages(app, { widgetDist: join(folder, 'widget'), inboxDist: join(folder, 'inbox'), docs: DOCS, ...own });
  installExamples(app, { folder: EXAMPLES, ...own });
  onTestFinished(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });
  return (url: string, host = 'chat.test:8080') => app.inject({ method: 'GET', url, headers: { host } });
}

it('[O2] `/` has the tag of the first site, and the address that was asked or PUBLIC_URL', async () => {
  expect((await (await setup())('/')).body).toBe('<script async src="/parley/first.js"></script><code>http://chat.test:8080</code>');
  expect((await (await setup('https://chat.example'))('/')).body).toContain('<code>https://chat.example</code>');
});

it('[X6] a host that is made up gets into no page as anything but text', async () => {
  const get = await setup();
  for (const path of ['/', '/examples/script-tag/', '/examples/strict-csp/']) {
    for (const host of ['x"><script>alert(1)</script>', "x' onload='alert(1)", 'a b', '']) {
      const { body, statusCode, headers } = await get(path, host);
      expect([200, 400]).toContain(statusCode);
      expect(body).not.toMatch(/<script>alert|" onload|' onload/);
      expect(String(headers['content-security-policy'])).not.toContain('alert');
    }
  }
});

it('[O2] examples are served with our address and site; the strict one with its own policy, the others with ours', async () => {
  const get = await setup();
  const page = await get('/examples/script-tag/');
  expect(page.body).toContain('<script async src="http://chat.test:8080/parley/first.js"></script>');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toContain("script-src 'self'; style-src");
  const strict = await get('/examples/strict-csp/');
  expect(strict.headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self' http://chat.test:8080; connect-src http://chat.test:8080 ws://chat.test:8080; style-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  );
  expect(strict.body).toContain('connect-src http://chat.test:8080 ws://chat.test:8080;');
  expect((await get('/examples/two-sites/page.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect((await get('/examples/two-sites')).headers.location).toBe('/examples/two-sites/');
});

it.each([
  '/examples/../package.json',
  '/examples/..%2fpackage.json',
  '/examples/%2e%2e/package.json',
  '/examples/..%5cpackage.json',
  '/examples//etc/passwd',
  '/examples/script-tag/../../package.json',
  '/examples/script-tag/README.md',
  '/examples/strict-csp/policy.txt',
  '/examples/react-app/',
  '/examples/react-app/serve.js',
  '/examples/nothing/',
  '/examples/__proto__',
  '/examples/index.html%00',
  '/docs/../package.json',
  '/docs/..%2fpackage.json',
  '/docs/%2e%2e%2fpackage.json',
])('[O2] nothing outside of its list is served: %s', async (path) => {
  const { statusCode, body } = await (await setup())(path);
  expect([400, 403, 404]).toContain(statusCode);
  expect(JSON.parse(body)).toMatchObject({ ok: false });
});

it('[O2] the guides are served as text', async () => {
  const get = await setup();
  for (const name of ['install', 'operate', 'config', 'errors']) {
    const { statusCode, headers, body } = await get(`/docs/${name}.md`);
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(body).toMatch(/^# /);
  }
});

it('[O2] values are put into pages as text, whatever they hold', () => {
  expect(escapeHtml(`<a b="c" d='e'>&</a>`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;&lt;/a&gt;');
  expect(fillIn('ONE ONE TWO', { ONE: '$&', TWO: '<' })).toBe('$&amp; $&amp; &lt;');
});
