/** The whole way in the embedded mode: what is submitted becomes mail on a real SMTP server, through `start`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { Author, EntryBody, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Bus } from '../src/bus/bus.ts';
import { startRole } from '../src/cli/role-process.ts';
import { readConfig } from '../src/config.ts';
import { createClock } from '../src/lib/clock.ts';
import { randomId, sortableId } from '../src/lib/ids.ts';
import { createLinks } from '../src/lib/links.ts';
import { createLogger } from '../src/lib/logger.ts';
import { openSqlite } from '../src/lib/sqlite.ts';
import { start } from '../src/start.ts';
import { newEntry, newKey } from '../src/store/contract/fixtures.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/store.ts';
import { startSmtpSink } from '../src/workers/email/testing/smtp-sink.ts';

const SOON = { timeout: 60_000, interval: 50 };
const EMAIL = 'max@example.com';

async function setUp(more: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-email-'));
  const sink = await startSmtpSink();
  const env = {
    ...{ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', PUBLIC_URL: 'https://chat.example', SMTP_URL: sink.url },
    ...{ MAIL_FROM: 'Shop <chat@shop.example>', MAIL_VISITOR_AFTER: '1', MAIL_OPERATOR_AFTER: '1', ...more },
  };
  onTestFinished(async () => {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, sink, env };
}

it('[E3] a message becomes a notice, the answer a digest, and the delivery status says so', async () => {
  const { sink, env } = await setUp();
  const ports: { bus?: Bus; store?: Store } = {};
  const running = await start(readConfig(env), {
    bus: (bus) => Object.assign(ports, { bus }).bus,
    store: (store) => Object.assign(ports, { store }).store,
  });
  onTestFinished(() => running.close());
  const { bus, store } = ports as { bus: Bus; store: Store };
  const { siteId } = running.info;
  const conversationId = randomId() as MessageSubmitted['conversationId'];
  const say = (author: Author, body: EntryBody) => {
    const message = {
      ...{
        id: sortableId(),
        type: 'message.submitted',
        v: 1,
        at: Date.now(),
        mayCreate: author.kind === 'visitor',
        siteId,
        conversationId,
      },
      ...{ clientMsgId: randomId(), author, body },
    } as MessageSubmitted;
    return bus.publish([{ message }]);
  };
  const ann = { id: 'ann' as OperatorId, name: 'Ann', email: 'ann@shop.example', createdAt: 1, roles: { [siteId]: 'owner' } as const };
  const site = await store.sites.get(siteId);
  await store.people.addOperator({ ...ann, accountId: site?.accountId ?? ('' as never) }, null);

  await say({ kind: 'visitor', id: 'v' }, { kind: 'message', text: 'Anybody there?' });
  await vi.waitFor(() => expect(sink.mails).toHaveLength(1), SOON);
  expect(sink.mails[0]).toMatchObject({ rcpt: ['ann@shop.example'], text: expect.stringContaining('Anybody there?') });
  expect(sink.mails[0]?.text).toContain(`https://chat.example/inbox/c/${siteId}/${conversationId}`);

  await say({ kind: 'operator', id: 'ann', name: 'Ann' }, { kind: 'message', text: 'Yes, hello.' });
  await say({ kind: 'visitor', id: 'v' }, { kind: 'profile', email: EMAIL });
  await vi.waitFor(() => expect(sink.mails).toHaveLength(2), SOON);
  expect(sink.mails[1]).toMatchObject({ rcpt: [EMAIL], subject: 'Ann from Parley replied', from: { name: 'Shop' } });
  const token = /https:\/\/chat\.example\/c\/(\S+)/.exec(sink.mails[1]?.text ?? '')?.[1] ?? '';
  const secret = await store.meta.ensure('secret', '');
  expect(createLinks(secret).read(token, Date.now())).toMatchObject({ siteId, conversationId, visitorId: 'v' });

  const key = { siteId, conversationId };
  const row = async (target: string) => (await store.effects.of(key)).find((one) => one.target === target);
  await vi.waitFor(async () => expect(await row('visitor')).toMatchObject({ doneSeq: 3, actedSeq: 3, lastError: null }), SOON);
  await vi.waitFor(async () => expect(await row('operator.1')).toMatchObject({ doneSeq: 3, actedSeq: 1, lastError: null }), SOON);
});

it('[E4] kill -9 while the mail server has the mail and has not answered: one more with the same Message-ID, then on', async () => {
  const { folder, sink, env } = await setUp();
  const deps = { config: { store: null }, logger: createLogger('silent', 'test'), clock: createClock() };
  const sqlite = openSqlite(join(folder, 'parley.db'));
  const { store } = await openStore({ ...deps, sqlite });
  const siteId = (await store.meta.ensure('firstSite', 'site_of_test_1234')) as SiteId;
  const key = newKey(siteId);
  const now = Date.now();
  const author = { kind: 'operator', id: 'ann', name: 'Ann' } as const;
  const entries = [
    newEntry(key, 1, { body: { kind: 'profile', email: EMAIL }, storedAt: now }),
    newEntry(key, 2, { body: { kind: 'message', text: 'Yes, hello.' }, author, storedAt: now }),
  ];
  const seen = { visitorId: 'v' as never, createdAt: now, profile: { email: { value: EMAIL, seq: 1 } } };
  await store.append(entries, [{ ...key, headSeq: 2, ...seen }]);
  await store.close();
  await sqlite.close();

  sink.decideFate = () => 'hold';
  const spec = { name: 'email', env, logFile: join(folder, 'log') };
  const victim = await startRole(spec);
  await vi.waitFor(() => expect(sink.mails).toHaveLength(1), SOON);
  victim.kill('SIGKILL');
  await victim.exited;
  sink.decideFate = () => 'take';
  const next = await startRole(spec);
  await vi.waitFor(() => expect(sink.mails).toHaveLength(2), SOON);
  await next.stop();
  expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(1);
  expect(sink.mails.map(({ rcpt }) => rcpt)).toEqual([[EMAIL], [EMAIL]]);

  const after = openSqlite(join(folder, 'parley.db'));
  const rows = await (await openStore({ ...deps, sqlite: after })).store.effects.of(key);
  expect(rows.find(({ target }) => target === 'visitor')).toMatchObject({ doneSeq: 2, actedSeq: 2, inFlight: null });
  await after.close();
});
