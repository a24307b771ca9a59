import type { ConversationRow, EntryView, SiteId } from '@parley/shared-types/model.ts';
import type { Opened } from '@parley/shared-types/socket.ts';
import { io, type Socket } from 'socket.io-client';
import { randomId } from '../../lib/ids.ts';
import { type Chance, createChance } from './make.ts';
import { SITES } from './people.ts';
import { NAMES, PAGES, TALKS } from './words.ts';

interface LivingDeps {
  readonly url: string;
  readonly log: (line: string) => void;
}

const GUESTS = 6;
const STEP_MS = 2_500;
const TYPING_STEP = 12;

type Guest = Awaited<ReturnType<typeof openGuest>>;

/** A visitor on a real connection, who has not written yet. */
async function openGuest({ url }: LivingDeps, siteId: SiteId, chance: Chance) {
  const socket: Socket = io(`${url}/visitor`, {
    path: '/parley/socket',
    transports: ['websocket'],
    query: { site: siteId },
    auth: { v: 1, siteId },
    extraHeaders: { origin: url },
    forceNew: true,
  });
  const opened = (await socket.timeout(20_000).emitWithAck('open', {})) as Opened;
  const { grant } = opened;
  const talk = chance.pick(TALKS.filter(({ lang }) => siteId !== SITES[2]?.id || lang === 'ar'));
  const waiting = talk.lines.filter((line) => line.startsWith('v:')).map((line) => line.slice(2));
  const name = chance.pick(NAMES);
  let typed = 0;
  let seen = 0;
  socket.on('entries', ({ entries }: { entries: readonly EntryView[]; row?: ConversationRow }) => {
    seen = Math.max(seen, entries.at(-1)?.seq ?? 0);
    socket.emit('seen', { grant, delivered: seen, read: seen });
  });
  const tell = (event: string, body: object) => void socket.timeout(20_000).emitWithAck(event, { grant, clientMsgId: randomId(), ...body });
  return {
    isDone: () => waiting.length === 0,
    look: () => socket.emit('visit', { grant, url: `https://shop.example.test${chance.pick(PAGES)}`, title: 'Harbour Supply' }),
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
    },
    rate: () => tell('tell', { body: { kind: 'rating', score: 3 + chance.below(3) } }),
    close: () => socket.disconnect(),
  };
}

/** A guest does one thing. */
function step(guest: Guest, chance: Chance): void {
  if (chance.one(6)) guest.look();
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
  const add = async () => {
    const site = chance.pick(SITES);
    const guest = await openGuest(deps, site.id, chance);
    guests.add(guest);
    guest.look();
  };
  const act = async () => {
    if (guests.size < GUESTS) await add();
    const guest = chance.pick([...guests]);
    if (!guest.isDone()) return step(guest, chance);
    if (!chance.one(4)) return;
    guest.rate();
    guests.delete(guest);
    setTimeout(guest.close, STEP_MS).unref();
  };
  const timer = setInterval(() => void act().catch((error: unknown) => deps.log(`a visitor of the demo left: ${String(error)}`)), STEP_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    for (const guest of guests) guest.close();
  };
}
