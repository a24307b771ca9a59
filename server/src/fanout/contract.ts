import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OperatorId, SiteId, VisitorId } from '@parley/shared-types/model.ts';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fanout } from './fanout.ts';

export interface FanoutSubject {
  /** One fanout for each gateway that the adapter can have; the local one has a single gateway. */
  readonly fanouts: readonly Fanout[];
  /** Moves the time by which presence expires. */
  pass(ms: number): Promise<void>;
  teardown(): Promise<void>;
}

const SITE = 'site' as SiteId;
const OTHER = 'other' as SiteId;
const VISITOR = { kind: 'visitor', id: 'v1' as VisitorId } as const;
const OPERATOR = { kind: 'operator', id: 'o1' as OperatorId } as const;

/** A gateway in small: its clients join the room `room`. */
async function startGateway(fanout: Fanout) {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'] });
  fanout.install(server);
  server.on('connection', (socket) => void socket.join('room'));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return { server, url, close: () => server.close() };
}

/** Connects a client; `heard` resolves with what it heard before the word `end`. */
async function connect(url: string) {
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  const words: string[] = [];
  const heard = new Promise<string[]>((resolve) => {
    socket.on('word', (word: string) => (word === 'end' ? resolve(words) : words.push(word)));
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return { socket, heard };
}

/** The rules F1, F2 and F5, which every adapter keeps. */
export function registerFanoutContract(name: string, setup: () => Promise<FanoutSubject>): void {
  describe(`fanout contract: ${name}`, () => {
    let subject: FanoutSubject;
    let undo: (() => unknown)[];
    beforeEach(async () => {
      subject = await setup();
      undo = [];
    });
    afterEach(async () => {
      for (const step of undo.reverse()) await step();
      await subject.teardown();
    });
    const first = () => subject.fanouts[0] as Fanout;
    const last = () => subject.fanouts.at(-1) as Fanout;

    it('[F1] a room signal reaches each of its sockets once, on every gateway', async () => {
      const gateways = await Promise.all(subject.fanouts.map(startGateway));
      const clients = await Promise.all([...gateways, ...gateways].map(({ url }) => connect(url)));
      undo.push(
        ...gateways.map((gateway) => gateway.close),
        ...clients.map(
          ({ socket }) =>
            () =>
              socket.disconnect(),
        ),
      );
      for (const word of ['one', 'two', 'end']) gateways[0]?.server.to('room').emit('word', word);
      for (const { heard } of clients) expect(await heard).toEqual(['one', 'two']);
    });

    it('[F2] a person is present once, however often named, and gone when they leave', async () => {
      await first().presence.here(SITE, [VISITOR, OPERATOR]);
      await first().presence.here(SITE, [VISITOR]);
      expect(await last().presence.who(SITE)).toEqual({ visitors: ['v1'], operators: ['o1'] });
      await first().presence.gone(SITE, VISITOR);
      expect(await last().presence.who(SITE)).toEqual({ visitors: [], operators: ['o1'] });
    });

    it('[F2] who is not named again is forgotten after 30 s', async () => {
      await first().presence.here(SITE, [VISITOR]);
      await subject.pass(20_000);
      await first().presence.here(SITE, [OPERATOR]);
      await subject.pass(15_000);
      expect(await last().presence.who(SITE)).toEqual({ visitors: [], operators: ['o1'] });
    });

    it('[F2] presence of one site is not visible in another', async () => {
      await first().presence.here(SITE, [VISITOR]);
      expect(await last().presence.who(OTHER)).toEqual({ visitors: [], operators: [] });
    });

    it('[F3] it is up, and close may be called twice', async () => {
      expect(first().health()).toBe('up');
      await first().close();
      await first().close();
    });
  });
}
