import type { EntryView, SiteId } from '@parley/shared-types/model.ts';
import type { Opened } from '@parley/shared-types/socket.ts';
import { io, type Socket } from 'socket.io-client';
import { randomId } from '../../lib/ids.ts';
import { type Chance, createChance } from './make.ts';
import { SITES } from './people.ts';
import { NAMES, PAGES, REACTIONS, TALKS } from './words.ts';

interface LivingDeps {
  readonly url: string;
  readonly log: (line: string) => void;
}

const GUESTS = 6;
const STEP_MS = 2_500;
const TYPING_STEP = 12;
const PATIENCE_MS = 20_000;

type Guest = Awaited<ReturnType<typeof openGuest>>;

/** A connection of its own, and the grant of a conversation that nobody has written in. */
async function connectGuest(url: string, siteId: SiteId): Promise<{ readonly socket: Socket; readonly grant: string }> {
  const socket: Socket = io(`${url}/visitor`, {
    path: '/parley/socket',
    transports: ['websocket'],
    query: { site: siteId },
    auth: { v: 1, siteId },
    extraHeaders: { origin: url },
    forceNew: true,
  });
  try {
    const { grant } = (await socket.timeout(PATIENCE_MS).emitWithAck('open', {})) as Opened;
    return { socket, grant };
  } catch (error) {
    socket.disconnect();
    throw error;
  }
}

const isAnswer = (entry: EntryView) => entry.kind === 'entry' && entry.author.kind === 'operator' && entry.body.kind === 'message';

/** A visitor on a real connection, who has not written yet. */
async function openGuest({ url }: LivingDeps, siteId: SiteId, chance: Chance) {
  const { socket, grant } = await connectGuest(url, siteId);
  const talk = chance.pick(TALKS.filter(({ lang }) => siteId !== SITES[2]?.id || lang === 'ar'));
  const waiting = talk.lines.filter((line) => line.startsWith('v:')).map((line) => line.slice(2));
  const name = chance.pick(NAMES[talk.lang]);
  let page = chance.pick(PAGES);
  let typed = 0;
  let seen = 0;
  let owes = false;
  const look = () => socket.emit('visit', { grant, url: `https://shop.example.test${page}`, title: 'Harbour Supply' });
  // The process ends, or is too busy: what a visitor of the demo says may be lost.
  const tell = (event: string, body: object) =>
    void socket
      .timeout(PATIENCE_MS)
      .emitWithAck(event, { grant, clientMsgId: randomId(), ...body })
      .catch(() => {});
  socket.on('where', look);
  socket.on('entries', ({ entries }: { entries: readonly EntryView[] }) => {
    seen = Math.max(seen, entries.at(-1)?.seq ?? 0);
    socket.emit('seen', { grant, delivered: seen, read: seen });
    if (owes || !entries.some(isAnswer)) return;
    owes = true;
    if (typed === 0) waiting.unshift(chance.pick(REACTIONS[talk.lang]));
  });
  return {
    /** An operator has answered: this one is next. */
    owes: () => owes,
    isDone: () => waiting.length === 0,
    look() {
      page = chance.pick(PAGES);
      look();
    },
    introduce: () => name !== null && tell('identify', { name }),
    /** Types a bit more of the next text, and sends it when it is whole. */
    write() {
      const text = waiting[0] ?? '';
      typed += TYPING_STEP;
      if (typed < text.length) return void socket.emit('typing', { grant, on: true, text: text.slice(0, Math.min(typed, 480)) });
      socket.emit('typing', { grant, on: false });
      tell('send', { text });
      waiting.shift();
      typed = 0;
      owes = false;
    },
    rate: () => tell('tell', { body: { kind: 'rating', score: 3 + chance.below(3) } }),
    close: () => socket.disconnect(),
  };
}

/** A guest does one thing. */
function step(guest: Guest, chance: Chance): void {
  if (guest.owes()) guest.write();
  else if (chance.one(6)) guest.look();
  else if (chance.one(12)) guest.introduce();
  else guest.write();
}

/**
 * Visitors who come, look at pages, type, write, read answers and go, about one event every few seconds.
 * @returns what ends it
 */
export function startLiving(deps: LivingDeps): () => void {
  const chance = createChance(Date.now());
  const guests = new Set<Guest>();
  let isOver = false;
  const add = async () => {
    const site = chance.pick(SITES);
    const guest = await openGuest(deps, site.id, chance);
    if (isOver) return guest.close();
    guests.add(guest);
    guest.look();
  };
  const act = async () => {
    if (guests.size < GUESTS) await add();
    const guest = [...guests].find(({ owes }) => owes()) ?? chance.pick([...guests]);
    if (!guest.isDone()) return step(guest, chance);
    if (!chance.one(4)) return;
    guest.rate();
    guests.delete(guest);
    setTimeout(guest.close, STEP_MS).unref();
  };
  const timer = setInterval(() => void act().catch((error: unknown) => deps.log(`a visitor of the demo left: ${String(error)}`)), STEP_MS);
  timer.unref();
  return () => {
    isOver = true;
    clearInterval(timer);
    for (const guest of guests) guest.close();
  };
}
