import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccountId, DEFAULT_SETTINGS, type Operator, type OperatorId, type SiteId } from '@parley/shared-types/model.ts';
import { onTestFinished } from 'vitest';
import { createClock } from '../../lib/clock.ts';
import { sessionCookieName } from '../../lib/cookies.ts';
import { randomId, sha256 } from '../../lib/ids.ts';
import { createLogger } from '../../lib/logger.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { openSqlite } from '../../lib/sqlite.ts';
import { createSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { rotateSecrets } from '../../workers/webhooks/index.ts';
import type { ChannelTests } from '../channel-routes.ts';
import type { HookTools } from '../hook-routes.ts';
import { createPeople } from '../people.ts';
import { installRest } from '../rest.ts';
import { createHttp } from '../server.ts';
import { noteSignals } from './signals.ts';

export const HOST = 'chat.test:8080';
export const OWN = `http://${HOST}`;
/** Two tenants: account `a` with two sites, account `b` with one. */
export const SHOP = 'shop' as SiteId;
export const BLOG = 'blog' as SiteId;
export const OTHER = 'other' as SiteId;
const ACCOUNTS = { [SHOP]: 'a', [BLOG]: 'a', [OTHER]: 'b' } as const;

export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> & { readonly ok: boolean; readonly code?: string };
  /** The session cookie that was set, as a browser would send it. */
  readonly cookie: string | null;
}

interface Ask {
  readonly cookie?: string | undefined;
  readonly origin?: string | null;
  readonly body?: unknown;
}

/** The REST routes on a real embedded store, asked without a port; what they tell others is noted. */
export async function createApi({
  publicUrl = null,
  channels = { email: null, slack: null },
  hooks = {},
}: {
  publicUrl?: string | null;
  channels?: ChannelTests;
  hooks?: Partial<HookTools>;
} = {}) {
  let late = 0;
  const machine = createClock();
  const clock = { ...machine, now: () => machine.now() + late };
  const logger = createLogger('silent', 'test');
  const metrics = createMetrics();
  const folder = mkdtempSync(join(tmpdir(), 'parley-api-'));
  const sqlite = openSqlite(join(folder, 'parley.db'));
  const store = createSqliteStore({ sqlite, clock, logger });
  const readiness = async () => ({ ready: true, bus: 'up', store: 'up', draining: false });
  const { app } = createHttp({ logger, metrics, readiness, trustedProxies: [], beforeMetrics: async () => {} });
  const people = createPeople({ store, clock, secret: 'test secret' });
  const { signals, ...noted } = noteSignals();
  const untried = async () => ({ status: 200, durationMs: 1, error: null });
  const tools: HookTools = { ping: untried, redeliver: untried, rotate: rotateSecrets, onMade: () => {}, ...hooks };
  await installRest(app, { store, clock, people, secret: 'test secret', publicUrl, channels, hooks: tools, ...signals });
  const sites: readonly SiteId[] = [SHOP, BLOG, OTHER];
  for (const [index, id] of sites.entries()) {
    const site = { id, name: id, accountId: ACCOUNTS[id as keyof typeof ACCOUNTS] as AccountId, settings: DEFAULT_SETTINGS };
    await store.sites.add({ ...site, allowedOrigins: [], createdAt: index });
  }
  onTestFinished(async () => {
    await app.close();
    await sqlite.close();
    rmSync(folder, { recursive: true });
  });
  const ask = async (
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    url: string,
    { cookie, origin = OWN, body }: Ask = {},
  ): Promise<Answered> => {
    const headers = { host: HOST, ...(origin !== null && { origin }), ...(cookie && { cookie }) };
    const answer = await app.inject({ method, url, headers, ...(body !== undefined && { payload: body as object }) });
    const set = answer.headers['set-cookie'];
    return { status: answer.statusCode, body: answer.json(), cookie: typeof set === 'string' ? (set.split(';')[0] ?? null) : null };
  };
  return {
    store,
    people,
    ...noted,
    ask,
    /** The answer as it is, for what is no JSON. */
    async raw(method: 'GET', url: string, { cookie }: { readonly cookie: string }) {
      const { statusCode, headers, body } = await app.inject({ method, url, headers: { host: HOST, cookie } });
      return { statusCode, headers, body };
    },
    /** Lets time pass for whatever looks at the clock. */
    wait(ms: number) {
      late += ms;
    },
    /** Makes an operator who is signed in; returns the cookie. */
    async operator(name: string, roles: Operator['roles'], account = 'a'): Promise<string> {
      const id = `op-${name}` as OperatorId;
      const email = `${name}@example.test`;
      await store.people.addOperator({ id, accountId: account as AccountId, name, email, roles, createdAt: 1 }, null);
      const token = randomId();
      const now = clock.now();
      const times = { createdAt: now, lastSeenAt: now, expiresAt: now + 86_400_000 };
      await store.sessions.add({ tokenHash: sha256(token), operatorId: id, agent: '', ...times });
      return `${sessionCookieName(publicUrl?.startsWith('https:') ?? false)}=${token}`;
    },
  };
}
export type Api = Awaited<ReturnType<typeof createApi>>;
