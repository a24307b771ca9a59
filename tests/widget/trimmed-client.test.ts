import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '@parley/server/src/cli/paths.ts';
import { bundle } from '@parley/widget/bundle.ts';
import type { connectVisitor } from '@parley/widget/core/connection.ts';
import { Server } from 'socket.io';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

/** The client as the widget carries it, built and minified, in Node, which has fetch and WebSocket like a browser. */
let connect: typeof connectVisitor;
const folder = mkdtempSync(join(tmpdir(), 'parley-trimmed-'));
const undo: (() => Promise<void> | void)[] = [];
beforeAll(async () => {
  const file = join(folder, 'client.mjs');
  writeFileSync(file, await bundle({ input: join(ROOT, 'widget/src/core/connection.ts'), format: 'es', isLive: true }));
  ({ connectVisitor: connect } = (await import(pathToFileURL(file).href)) as { connectVisitor: typeof connectVisitor });
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the tests do to connections from the server's side, which its types keep to themselves. */
interface Client {
  readonly pingIntervalTimer: NodeJS.Timeout;
  close(discard: boolean): void;
  sendPacket(type: string, data: string): void;
  on(event: 'packet', call: (packet: { type: string }) => void): void;
}
const clientsOf = (io: Server) => Object.values((io.engine as unknown as { clients: Record<string, Client> }).clients);

type Transports = ('websocket' | 'polling')[];

async function serve(transports: Transports, port = 0, more: object = {}) {
  const http = createServer();
  const io = new Server(http, { path: '/parley/socket', transports, pingInterval: 200, pingTimeout: 400, ...more });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  const close = async () => {
    await io.close();
    http.closeAllConnections();
  };
  undo.push(close);
  return { io, visitors: io.of('/visitor'), port: (http.address() as AddressInfo).port, close };
}

function open(port: number) {
  const transport = connect({ url: `http://127.0.0.1:${port}`, siteId: 's' });
  undo.push(transport.close);
  const links: string[] = [];
  const waiting: { link: string; done: () => void }[] = [];
  transport.onLink((link) => {
    links.push(link);
    for (const one of waiting.filter((each) => each.link === link)) one.done();
  });
  const until = (link: string) => new Promise<void>((done) => waiting.push({ link, done }));
  return { transport, links, until };
}

it.each([[['websocket'] as Transports], [['polling'] as Transports]])(
  '[W9] over %s the trimmed client says who it is, asks, is answered, hears pushes in order and answers pings',
  async (transports) => {
    const { visitors, port, io } = await serve(transports);
    const texts = ['a', 'ümlaut \u2028 "quoted" \u{1f44b}', 'x'.repeat(8_000)];
    let handshake: unknown;
    visitors.on('connection', (socket) => {
      handshake = { auth: socket.handshake.auth, site: socket.handshake.query.site };
      socket.on('send', ({ text }: { text: string }, reply: (answer: object) => void) => {
        reply({ ok: true, text });
        for (const n of [1, 2, 3]) socket.emit('entries', { n, text });
      });
    });
    const { transport, until } = open(port);
    await until('online');
    expect(handshake).toEqual({ auth: { v: 1, siteId: 's' }, site: 's' });
    const heard: number[] = [];
    const all = new Promise<void>((resolve) =>
      transport.on('entries', (({ n }: { n: number }) => {
        if (heard.push(n) === 3 * texts.length) resolve();
      }) as never),
    );
    const answers = await Promise.all(texts.map((text) => transport.request('send', { text })));
    expect(answers).toEqual(texts.map((text) => ({ ok: true, text })));
    await all;
    expect(heard).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
    // Three pings answered: without the answers the server would have closed by now.
    const [client] = clientsOf(io);
    await new Promise<void>((resolve) => {
      let pongs = 0;
      client?.on('packet', ({ type }) => {
        pongs += type === 'pong' ? 1 : 0;
        if (pongs === 3) resolve();
      });
    });
    expect(transport.link()).toBe('online');
  },
);

it.each([[['websocket'] as Transports], [['polling'] as Transports]])(
  '[W2] over %s it comes back by itself: after the server closed, was restarted, or fell silent',
  async (transports) => {
    const first = await serve(transports);
    first.visitors.on('connection', (socket) =>
      socket.on('hello', (_body: object, reply: (answer: object) => void) => reply({ ok: true })),
    );
    const { transport, until } = open(first.port);
    await until('online');
    // the connection below is cut
    const back = until('online');
    for (const client of clientsOf(first.io)) client.close(true);
    await back;
    expect(await transport.request('hello', {})).toEqual({ ok: true });
    // the server goes away and comes back; what was said meanwhile was answered then, and is not sent later
    const again = until('online');
    await first.close();
    expect(await transport.request('hello', {})).toMatchObject({ ok: false, code: 'retry' });
    transport.notify('hello', {});
    const second = await serve(transports, first.port);
    const events: string[] = [];
    second.visitors.on('connection', (socket) => {
      socket.on('hello', () => events.push('hello'));
      socket.on('bye', (_body: object, reply: (answer: object) => void) => reply({ ok: true }));
    });
    await again;
    expect(await transport.request('bye', {})).toEqual({ ok: true });
    expect(events).toEqual([]);
    // it falls silent: no ping comes any more
    const silent = until('offline');
    for (const client of clientsOf(second.io)) clearTimeout(client.pingIntervalTimer);
    await silent;
  },
);

it.each([[['websocket'] as Transports], [['polling'] as Transports]])(
  '[W12] over %s close says goodbye and nothing stays',
  async (transports) => {
    const { visitors, port } = await serve(transports);
    const gone = new Promise<string>((resolve) => visitors.on('connection', (socket) => socket.on('disconnect', resolve)));
    const { transport, until } = open(port);
    await until('online');
    transport.close();
    expect(await gone).toMatch(/client namespace disconnect|transport close/);
  },
);

it('[G18] a refusal of the handshake comes with its code; a packet that is none ends the connection', async () => {
  const { visitors, port, io } = await serve(['websocket']);
  let refuses = true;
  visitors.use((_socket, next) =>
    next(refuses ? Object.assign(new Error('x'), { data: { ok: false, code: 'protocol_unsupported' } }) : undefined),
  );
  const { transport } = open(port);
  const why = await new Promise((resolve) => transport.onLink((_link, refusal) => refusal && resolve(refusal)));
  expect(why).toMatchObject({ code: 'protocol_unsupported' });
  transport.close();
  refuses = false;
  const other = open(port);
  await other.until('online');
  const offline = other.until('offline');
  for (const client of clientsOf(io)) client.sendPacket('message', '2/visitor,["connect"]');
  await offline;
});

it('[W9] a build in which nothing was swapped fails', async () => {
  await expect(bundle({ input: join(ROOT, 'widget/src/core/time.ts'), format: 'es', isLive: true })).rejects.toThrow('nothing was swapped');
});
