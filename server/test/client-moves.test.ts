/** How the client's connection leaves a server that is being replaced, on real sockets. */
import { createServer } from 'node:http';
import { connectVisitor } from '@parley/widget/core/connection.ts';
import type { Transport } from '@parley/widget/core/transport.ts';
import { Server, type Socket } from 'socket.io';
import { expect, it, onTestFinished } from 'vitest';

const NEVER_MS = 3_600_000;

/** A server whose sends are answered `draining`, and a client of it. */
async function setUpDraining() {
  const http = createServer();
  const io = new Server(http, { path: '/parley/socket' });
  const visitors = io.of('/visitor');
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as { port: number }).port}`;
  const nextSocket = () => new Promise<Socket>((resolve) => visitors.once('connection', resolve));
  visitors.on('connection', (socket) => socket.on('send', (_body, answer) => answer({ ok: false, code: 'draining', message: '' })));
  const first = nextSocket();
  const transport: Transport = connectVisitor({ url, siteId: 'site', extraHeaders: { origin: url } });
  onTestFinished(async () => {
    transport.close();
    await io.close();
  });
  return { transport, visitors, nextSocket, first: await first };
}

/** Resolves once the client has heard that it shall move within the time. */
async function tellDrain(transport: Transport, socket: Socket, withinMs: number): Promise<void> {
  const heard = new Promise<void>((resolve) => transport.on('drain', () => resolve()));
  socket.emit('drain', { withinMs });
  await heard;
}

it('[W8] a client that is asked to move and has something to say moves at once', async () => {
  const { transport, first, nextSocket } = await setUpDraining();
  await tellDrain(transport, first, NEVER_MS);
  const next = nextSocket();
  expect(await transport.request('send', {})).toMatchObject({ ok: false, code: 'draining' });
  expect((await next).id).not.toBe(first.id);
});

it('[W8] a client that has nothing to say moves within the time given, and one that was closed stays away', async () => {
  const { transport, first, nextSocket, visitors } = await setUpDraining();
  const next = nextSocket();
  await tellDrain(transport, first, 1);
  const second = await next;
  expect(second.id).not.toBe(first.id);
  await tellDrain(transport, second, NEVER_MS);
  const gone = new Promise((resolve) => second.once('disconnect', resolve));
  transport.close();
  await gone;
  expect(visitors.sockets.size).toBe(0);
});
