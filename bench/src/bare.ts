/**
 * The bare loop that we measure against: Socket.IO with our options, and the least that keeps a message.
 * BARE=amqp: one quorum queue, mandatory and confirm, then the ack. BARE=sqlite: the same rows as ours in grouped durable
 * commits, then the ack. No parsing, no authorisation, no limits, no delivery.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomId, sortableId } from '@parley/server/src/lib/ids.ts';
import { openSqlite } from '@parley/server/src/lib/sqlite.ts';
import { connect } from 'amqplib';
import { Server } from 'socket.io';
import { serveBench } from './server-process.ts';

interface Sent {
  readonly clientMsgId: string;
  readonly text: string;
}
interface Keeper {
  keep(sent: Sent): Promise<void>;
  close(): Promise<void>;
}

async function amqpKeeper(url: string): Promise<Keeper> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  const queue = 'bare';
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.purgeQueue(queue);
  return {
    keep: (sent) =>
      new Promise((resolve, reject) => {
        const body = Buffer.from(JSON.stringify({ id: sortableId(), ...sent }));
        channel.publish('', queue, body, { persistent: true, mandatory: true }, (error) => (error ? reject(error as Error) : resolve()));
      }),
    async close() {
      await channel.deleteQueue(queue);
      await connection.close();
    },
  };
}

/** The rows of ours: an input that is deleted again, an entry under both unique keys, and the conversation's head. */
function sqliteKeeper(): Keeper {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bare-'));
  const db = openSqlite(join(folder, 'bare.db'));
  db.script(`
    CREATE TABLE input (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE entries (conversation TEXT, seq INTEGER, sender TEXT, client_msg_id TEXT, id TEXT, body TEXT, PRIMARY KEY (conversation, seq)) WITHOUT ROWID;
    CREATE UNIQUE INDEX entries_identity ON entries (conversation, sender, client_msg_id);
    CREATE TABLE heads (conversation TEXT PRIMARY KEY, seq INTEGER) WITHOUT ROWID;`);
  const heads = new Map<string, number>();
  return {
    async keep({ clientMsgId, text }) {
      const body = JSON.stringify({ id: sortableId(), clientMsgId, text });
      const input = await db.write((sql) => {
        sql.run('INSERT INTO input (body) VALUES (?)', body);
        return Number(sql.get<{ id: number }>('SELECT last_insert_rowid() AS id')?.id);
      });
      const conversation = clientMsgId.slice(0, 8);
      const seq = (heads.get(conversation) ?? 0) + 1;
      heads.set(conversation, seq);
      await db.write((sql) => {
        sql.run('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)', conversation, seq, 'visitor', clientMsgId, sortableId(), body);
        sql.run('INSERT INTO heads VALUES (?, ?) ON CONFLICT (conversation) DO UPDATE SET seq = max(seq, excluded.seq)', conversation, seq);
        sql.run('DELETE FROM input WHERE id = ?', input);
      });
    },
    async close() {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const keeper = process.env.BARE === 'amqp' ? await amqpKeeper(process.env.AMQP_URL ?? '') : sqliteKeeper();
const server = createServer();
const io = new Server(server, {
  path: '/parley/socket',
  transports: ['websocket', 'polling'],
  perMessageDeflate: false,
  httpCompression: false,
  maxHttpBufferSize: 65_536,
  serveClient: false,
});
io.of('/visitor').on('connection', (socket) => {
  socket.on('open', (_request: unknown, reply: (answer: object) => void) => reply({ ok: true, grant: randomId() }));
  socket.on('send', (sent: Sent, reply: (answer: object) => void) => {
    void keeper.keep(sent).then(() => reply({ ok: true }));
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  serveBench({ port, siteId: 'bare' }, async () => {
    await io.close();
    await keeper.close();
  });
});
