/** Two copies of the search worker as processes on the real services: their queue is shared, one is killed, what waited is indexed. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { EntryBody, SiteId } from '@parley/shared-types/model.ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createSearch } from '../src/api/search.ts';
import { createAmqpBus } from '../src/bus/amqp.ts';
import type { Bus } from '../src/bus/bus.ts';
import { type RoleProcess, startRole } from '../src/cli/role-process.ts';
import { createClock } from '../src/lib/clock.ts';
import { randomId, sortableId } from '../src/lib/ids.ts';
import { createLogger } from '../src/lib/logger.ts';
import { readQuery } from '../src/lib/search-words.ts';
import { openMongoStore } from '../src/store/mongodb/mongo-store.ts';
import type { Store } from '../src/store/store.ts';

const SOON = { timeout: 90_000, interval: 100 };
const { TEST_AMQP_URL = '', TEST_MONGODB_URL = '' } = process.env;

let folder: string;
let bus: Bus;
let store: Store;
let siteId: SiteId;
const running: RoleProcess[] = [];
const urlOf = () => TEST_MONGODB_URL.replace('/parley', `/test_${folder.slice(-6)}`);

async function start(name: string, role: string): Promise<RoleProcess> {
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  const own = { ROLES: role, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
  const env = { AMQP_URL: TEST_AMQP_URL, MONGODB_URL: urlOf(), ...own };
  const started = await startRole({ name, env, logFile: join(folder, `${name}.log`) });
  running.push(started);
  return started;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-search-'));
  const deps = { clock: createClock(), logger: createLogger('silent', 'test') };
  bus = await createAmqpBus({ url: TEST_AMQP_URL, installed: new Set(['search']), limits: { maxInFlight: 1_000 }, ...deps });
  siteId = (await start('persist', 'persist')).info.siteId;
  store = await openMongoStore({ url: urlOf(), ...deps });
});
afterAll(async () => {
  await Promise.all(running.map((role) => role.stop()));
  await store.close();
  await bus.close();
  rmSync(folder, { recursive: true, force: true });
});

function submit(conversation: string, body: EntryBody): Promise<void> {
  const message = {
    ...{ id: sortableId(), type: 'message.submitted', v: 1, at: Date.now(), mayCreate: true, siteId },
    ...{
      conversationId: `${conversation}-${folder.slice(-6)}`,
      clientMsgId: randomId(),
      author: { kind: 'visitor', id: conversation },
      body,
    },
  } as unknown as MessageSubmitted;
  return bus.publish([{ message }]);
}
const find = async (typed: string) => (await createSearch(store)({ siteIds: [siteId], terms: readQuery(typed) })).found;

it('[K7] what was stored while no search worker ran is found; of two copies one is killed, and nothing is missed; what is erased is not found', async () => {
  for (let n = 0; n < 5; n++) await submit(`a${n}`, { kind: 'message', text: `early café ${n}` });
  await vi.waitFor(async () => expect((await store.conversations.newest(siteId, 99)).rows).toHaveLength(5), SOON);
  const [first] = await Promise.all([start('search-1', 'search'), start('search-2', 'search')]);
  await vi.waitFor(async () => expect(await find('early cafe')).toHaveLength(5), SOON);
  const late = Array.from({ length: 12 }, (_, n) => submit(`b${n}`, { kind: 'message', text: `late café ${n}` }));
  first?.kill('SIGKILL');
  await Promise.all([...late, first?.exited]);
  await vi.waitFor(async () => expect(await find('late')).toHaveLength(12), SOON);
  await submit('b3', { kind: 'erase' });
  await vi.waitFor(async () => expect(await find('late')).toHaveLength(11), SOON);
});
