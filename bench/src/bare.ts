/**
 * The bare loop that we measure against: Socket.IO with our options, and the least that keeps a message.
 * BARE=amqp: one quorum queue, mandatory and confirm, then the ack. BARE=sqlite: the same rows as ours in grouped durable
 * commits, then the ack. No parsing, no authorisation, no limits, no delivery.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomId, sortableId } from '@parley/server/src/lib/ids.ts';
import { connect } from 'amqplib';
import { Server } from 'socket.io';
import { type Keeper, type Sent, sqliteKeeper } from './bare-sqlite.ts';
import { serveBench } from './server-process.ts';

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
  const conversation = randomId();
  socket.on('send', (sent: Omit<Sent, 'conversation'>, reply: (answer: object) => void) => {
    void keeper.keep({ ...sent, conversation }).then(() => reply({ ok: true }));
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  serveBench({ port, siteId: 'bare' }, async () => {
    await io.close();
    await keeper.close();
  });
});
