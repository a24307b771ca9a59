/** For tests: the routes of files on a real port, with a site, its visitors and its operators. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { UploadAnswer } from '@parley/shared-types/http.ts';
import {
  type AccountId,
  type ConversationId,
  DEFAULT_SETTINGS,
  type Operator,
  type SiteId,
  type VisitorId,
} from '@parley/shared-types/model.ts';
import { onTestFinished } from 'vitest';
import { createFolderFiles } from '../../files/folder.ts';
import { createSpool } from '../../files/spool.ts';
import { createUploads } from '../../files/uploads.ts';
import { type Clock, createClock } from '../../lib/clock.ts';
import { sessionCookieName } from '../../lib/cookies.ts';
import { createFileTokens } from '../../lib/file-tokens.ts';
import { createGrants } from '../../lib/grants.ts';
import { randomId, sha256 } from '../../lib/ids.ts';
import { createLogger } from '../../lib/logger.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { openSqlite } from '../../lib/sqlite.ts';
import { createOriginNotes } from '../../store/origin-notes.ts';
import { createSiteSettings } from '../../store/site-settings.ts';
import { createSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import type { Store } from '../../store/store.ts';
import { installFileRoutes } from '../file-routes.ts';
import { createHttp } from '../server.ts';
import { createRequirePage } from '../widget-routes.ts';

export const SITE = 'shop' as SiteId;
/** Its owner wants no files. */
export const QUIET = 'quiet' as SiteId;
export const PAGE = 'https://shop.example';
const SECRET = 'test secret';

interface FileServerOptions {
  readonly maxBytes?: number;
  readonly perConversation?: number;
  /** Share of the disk that is free. */
  readonly free?: number;
  /** As of several gateways without FILES_URL. */
  readonly none?: boolean;
}
export interface Put {
  readonly upload?: string;
  readonly name?: string;
  readonly grant?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly site?: SiteId;
}

/** The routes on a store of their own, listening. */
async function start({ maxBytes = 100_000, perConversation = 100, free = 0.5, none = false }: FileServerOptions, clock: Clock) {
  const [logger, metrics] = [createLogger('silent', 'test'), createMetrics()];
  const folder = mkdtempSync(join(tmpdir(), 'parley-uploads-'));
  const sqlite = openSqlite(join(folder, 'parley.db'));
  const store = createSqliteStore({ sqlite, clock, logger });
  for (const [id, files] of [
    [SITE, true],
    [QUIET, false],
  ] as const) {
    const settings = { ...DEFAULT_SETTINGS, files };
    await store.sites.add({ id, accountId: 'a' as AccountId, name: id, allowedOrigins: [PAGE], settings, createdAt: 1 });
  }
  const readiness = async () => ({ ready: true, bus: 'up', store: 'up', draining: false });
  const { app } = createHttp({ logger, metrics, readiness, trustedProxies: [], beforeMetrics: async () => {} });
  const files = none ? null : await createFolderFiles({ folder: join(folder, 'files') });
  const space = async () => ({ free: free * 1e9, total: 1e9 });
  const spool = await createSpool({ folder: join(folder, 'incoming'), clock, space });
  const tokens = createFileTokens(SECRET);
  const grants = createGrants(SECRET, 90);
  const uploads = createUploads({ files, spool, tokens, clock, limits: { maxBytes, perConversation } });
  const policy = { publicUrl: null, allowsLoopback: false };
  const requirePage = createRequirePage({
    sites: createSiteSettings(store, clock),
    origins: createOriginNotes(store, clock, logger),
    policy,
  });
  installFileRoutes(app, { files, uploads, tokens, grants, store, clock, publicUrl: null, requirePage });
  await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => {
    await app.close();
    await sqlite.close();
    rmSync(folder, { recursive: true });
  });
  return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, folder, store, files, tokens, grants, uploads };
}

/** An operator with a session, as headers of their requests. */
async function addOperator(store: Store, roles: Operator['roles'], now: number): Promise<{ cookie: string }> {
  const token = randomId();
  const names = { id: `o${token}`, accountId: 'a', name: 'Ann', email: `${token}@example.test` };
  const operator = { ...names, roles, createdAt: 1 } as unknown as Operator;
  await store.people.addOperator(operator, null);
  const times = { expiresAt: now + 600_000, createdAt: now, lastSeenAt: now };
  await store.sessions.add({ tokenHash: sha256(token), operatorId: operator.id, agent: '', ...times });
  return { cookie: `${sessionCookieName(false)}=${token}` };
}

export async function createFileServer(options: FileServerOptions = {}) {
  let late = 0;
  const machine = createClock();
  const clock = { ...machine, now: () => machine.now() + late };
  const { url, folder, store, files, tokens, grants } = await start(options, clock);
  const visitor = (siteId = SITE, id = randomId()) => {
    const names = { siteId, visitorId: `v${id}` as VisitorId, conversationId: `c${id}` as ConversationId };
    return { ...names, grant: grants.sign(grants.mint(names, clock.now())) };
  };
  const me = visitor();
  const optionsOf = ({ upload = randomId(), name = 'file', grant = me.grant, headers = {}, site = SITE }: Put) => ({
    path: `/parley/${site}/files/${upload}?name=${encodeURIComponent(name)}`,
    headers: { origin: PAGE, authorization: `Bearer ${grant}`, 'content-type': 'application/octet-stream', ...headers },
  });
  return {
    ...{ url, store, tokens, me, visitor },
    pass: (ms: number) => {
      late += ms;
    },
    removeFiles: () => files?.removeFiles(me),
    /** Everything on the disk, whole or half. */
    onDisk: () =>
      ['files', 'incoming'].flatMap((name) =>
        readdirSync(join(folder, name), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
      ).length,
    async put(bytes: Uint8Array, options: Put = {}): Promise<UploadAnswer> {
      const { path, headers } = optionsOf(options);
      return (await (await fetch(url + path, { method: 'PUT', headers, body: bytes as Uint8Array<ArrayBuffer> })).json()) as UploadAnswer;
    },
    /** An upload that is written piece by piece. */
    begin(options: Put = {}) {
      const request = httpRequest(url, { ...optionsOf(options), method: 'PUT' });
      request.on('error', () => {});
      const answered = new Promise<UploadAnswer>((resolve, reject) => {
        request.once('response', (response: IncomingMessage) => resolve(json(response) as Promise<UploadAnswer>));
        request.once('error', reject);
      });
      answered.catch(() => {});
      return { request, answered };
    },
    get: (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers }),
    pathOf: (
      file: string,
      key = tokens.key(me, clock.now()).key,
      { siteId, conversationId } = me as { siteId: SiteId; conversationId: string },
    ) => `/parley/${siteId}/files/${conversationId}/${file}?key=${key}`,
    async operator(roles: Operator['roles'] = { [SITE]: 'agent' }) {
      return { ...(await addOperator(store, roles, clock.now())), origin: url };
    },
  };
}
