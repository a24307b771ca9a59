import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ParleyError } from '../lib/errors.ts';
import { ownUrl } from './requests.ts';
import { fillIn } from './templates.ts';

interface ExamplesDeps {
  /** Folder of the examples. */
  readonly folder: string;
  readonly siteId: string;
  readonly publicUrl: string | null;
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };

/** Every file that is served, by its path below /examples/: what is not in this list cannot be asked for, however it is spelt. */
function listFiles(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && Object.hasOwn(TYPES, extname(entry.name)));
  // What has a package.json is built before it runs, by who takes it.
  const isBuilt = (parent: string): boolean => parent !== folder && (existsSync(join(parent, 'package.json')) || isBuilt(dirname(parent)));
  const paths = files.filter(({ parentPath }) => !isBuilt(parentPath)).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(folder, path).replaceAll(sep, '/'), path]));
}

/**
 * The examples, with our address and the first site's id in the place of the words that a reader replaces. A folder's policy.txt
 * is the content security policy of its pages.
 */
export function installExamples(app: FastifyInstance, { folder, siteId, publicUrl }: ExamplesDeps): void {
  const files = listFiles(folder);
  const send = (request: FastifyRequest, reply: FastifyReply, file: string) => {
    const url = new URL(ownUrl(request, publicUrl)).origin;
    const words = { 'https://chat.example.com': url, 'wss://chat.example.com': url.replace(/^http/, 'ws'), SITE_ID: siteId };
    const policy = join(dirname(file), 'policy.txt');
    if (existsSync(policy)) reply.header('content-security-policy', fillPolicy(readFileSync(policy, 'utf8'), words));
    return reply
      .type(`${TYPES[extname(file)]}; charset=utf-8`)
      .header('cache-control', 'no-cache')
      .send(fillIn(readFileSync(file, 'utf8'), words));
  };
  app.get('/examples', (_request, reply) => reply.redirect('/examples/'));
  app.get('/examples/*', (request: FastifyRequest<{ Params: { '*': string } }>, reply) => {
    const path = request.params['*'];
    const file = files.get(path === '' || path.endsWith('/') ? `${path}index.html` : path);
    if (file) return send(request, reply, file);
    if (files.has(`${path}/index.html`)) return reply.redirect(`/examples/${path}/`);
    throw new ParleyError('not_found');
  });
}

/** Values are origins: none of their characters has a meaning in a policy. */
function fillPolicy(policy: string, words: Readonly<Record<string, string>>): string {
  return Object.entries(words).reduce((text, [word, value]) => text.replaceAll(word, value), policy.trim());
}
