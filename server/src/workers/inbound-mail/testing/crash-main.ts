/**
 * A process for the crash test: receiver, persister, bus and store on one file. With CRASH=1 it is killed -9 in the named window,
 * between the confirm of the bus and the 250. Prints one line of JSON when it is ready.
 */
import { join } from 'node:path';
import type { ConversationId, SiteId, VisitorId } from '@parley/shared-types/model.ts';
import { openBusOn } from '../../../bus/embedded/kit.ts';
import { createClock } from '../../../lib/clock.ts';
import { createLogger } from '../../../lib/logger.ts';
import { createMetrics } from '../../../lib/metrics.ts';
import { createReplyAddresses } from '../../../lib/reply-address.ts';
import { openSqlite } from '../../../lib/sqlite.ts';
import { createSqliteStore } from '../../../store/sqlite/sqlite-store.ts';
import { createFakeSite } from '../../../worker/testing/fake-store.ts';
import { submitted } from '../../../worker/testing/submitted.ts';
import { startPersist } from '../../persist/index.ts';
import { startInboundMail } from '../index.ts';

const SECRET = 'secret';
const key = { siteId: 's' as SiteId, conversationId: 'a' as ConversationId };
const sqlite = openSqlite(join(process.env.DATA_DIR ?? '', 'crash.db'));
const [clock, logger, metrics] = [createClock(), createLogger('silent', 'test'), createMetrics()];
const store = createSqliteStore({ sqlite, clock, logger });
const bus = openBusOn(sqlite, { installed: [] });
const files = { removeFiles: async () => {} };
await startPersist({ bus, store, files, clock, logger, metrics, shards: null });

const count = async () => (await store.log.since(key, 0, 1_000)).length;
if ((await count()) === 0) {
  const { desk: _desk, ...site } = createFakeSite('s');
  await store.sites.add(site);
  await bus.publish([{ message: submitted(1, { body: { kind: 'profile', email: 'max@example.com' } }) }]);
  while ((await store.conversations.get(key)) === null) await new Promise((resolve) => setTimeout(resolve, 10));
}
const publish: typeof bus.publish = async (publications) => {
  await bus.publish(publications);
  if (process.env.CRASH === '1') process.kill(process.pid, 'SIGKILL');
};
const settings = { port: 0, host: '127.0.0.1', domain: 'r.example', certificate: null, maxBytes: 1e6, connections: 9, rate: 99 };
const take = async () => {
  throw new Error('no files here');
};
const more = { uploads: { take }, settings, shared: false, secret: SECRET, ownDomains: [] };
const receiver = await startInboundMail({ store, bus: { publish }, clock, logger, metrics, ...more });
const addresses = createReplyAddresses({ secret: SECRET, domain: 'r.example', kept: store.meta });
const address = await addresses.addressOf({ ...key, side: 'visitor', id: 'v' as VisitorId });
process.stdout.write(`${JSON.stringify({ port: receiver.port, address })}\n`);
process.stdin.on('data', async () => {
  const said = (await store.log.since(key, 0, 1_000)).flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []));
  process.stdout.write(`${JSON.stringify(said)}\n`);
});
