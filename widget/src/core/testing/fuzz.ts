import { manualTimers } from '../testing.ts';
import { createDevice, createDisk, type Device, PREFIX } from './device.ts';
import { checkEnd, createInvariants, type Written } from './invariants.ts';
import { BAD, createModelServer, LONG } from './model-server.ts';
import { createRandom } from './random.ts';
import { FINE } from './socket-pair.ts';

const STEPS = 60;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A browser that goes on with another conversation sends there what it had no word of: behind what others wrote meanwhile. */
function createMoves(devices: readonly Device[], written: readonly Written[]) {
  const before = new Map<Device, string | null>();
  return () => {
    for (const device of devices) {
      const now = device.state().conversationId ?? before.get(device) ?? null;
      if ((before.get(device) ?? now) !== now) for (const one of written) one.isLoose ||= one.device.disk === device.disk;
      before.set(device, now);
    }
  };
}

/** Two tabs of one browser, the visitor's phone on the same conversation, an operator, and a server; all of it by one seed. */
function createWorld(seed: number) {
  const random = createRandom(seed);
  const { timers, pass } = manualTimers(random.next);
  const server = createModelServer({ timers, random });
  const [desk, pocket] = [createDisk(), createDisk()];
  const device = (name: string, disk = desk) => createDevice({ name, disk, server, timers, random });
  const devices = [device('tab 1'), device('tab 2'), device('phone', pocket)] as const;
  const written: Written[] = [];
  const check = createInvariants(server);
  const loosen = createMoves(devices, written);
  return {
    random,
    pass,
    server,
    devices,
    written,
    desk,
    pocket,
    check() {
      loosen();
      check(devices, written);
    },
  };
}
type World = ReturnType<typeof createWorld>;

/** What nobody has stored yet, and this tab, or its browser, is to keep. */
const unsettled = ({ written, server }: World, of: (one: Written) => boolean) =>
  written.filter((one) => of(one) && !server.everStored.has(one.id) && !one.mayBeGone);

function write(world: World, device: Device): void {
  const { random, written } = world;
  const kind = random.chance(0.06) ? BAD : random.chance(0.06) ? LONG : 'm';
  const text = `${kind}${written.length}`;
  const id = device.session().send(text);
  // While the disk is full only this tab has it: another one may send what it wrote later first.
  written.push({ id, text, device, mayBeGone: false, isLoose: kind !== 'm' || device.disk.isFull });
}

function reload(world: World, device: Device): void {
  // What only the page itself kept, since the disk was full, ends with it.
  for (const one of unsettled(world, ({ device: of }) => of === device))
    if (!device.disk.values.has(`${PREFIX}out:${one.id}`)) one.mayBeGone = true;
  device.reload();
}

/** As the panel does it: everything that the browser keeps is forgotten, and its tabs begin anew. */
function reset(world: World, device: Device): void {
  const { disk } = device;
  const tabs = world.devices.filter((one) => one.disk === disk);
  for (const one of unsettled(world, ({ device: of }) => of.disk === disk)) one.mayBeGone = true;
  for (const key of [...disk.values.keys()]) if (key.startsWith(PREFIX)) disk.values.delete(key);
  for (const one of tabs) {
    if (one === device) one.reload();
    else one.session().rebind();
  }
}

function failedOf({ random }: World, device: Device): string | null {
  const failed = device.state().pending.filter(({ state }) => state === 'failed');
  return failed.length > 0 ? random.pick(failed).clientMsgId : null;
}

const conversationOf = ({ server }: World, device: Device) => server.conversations.get(device.state().conversationId ?? '');

async function resync({ random, pass, server }: World, device: Device): Promise<void> {
  const { link, isLoaded } = device.state();
  const pair = device.pair();
  const fine = { ...device.weather };
  Object.assign(device.weather, FINE);
  // A sync that is on its way stands for the one that is wanted.
  const isAsking = pair.isAsking('sync');
  const before = pair.requests.filter((event) => event === 'sync').length;
  const withinMs = 500 + random.below(3_000);
  server.resync(pair, withinMs);
  await pass(withinMs + 2 * FINE.delayMs);
  Object.assign(device.weather, fine);
  const asked = pair.requests.filter((event) => event === 'sync').length > before;
  if (link === 'online' && isLoaded && !isAsking && !asked) throw new Error(`W8: ${device.name} did not sync within ${withinMs} ms`);
}

/** What may happen, and how often. Each says in a word what it did. */
const ACTIONS: readonly (readonly [weight: number, name: string, act: (world: World, device: Device) => void | Promise<void>])[] = [
  [22, 'write', write],
  [
    8,
    'operator writes',
    (world, device) => {
      const conversation = conversationOf(world, device);
      if (conversation) world.server.operatorSays(conversation, `o${world.random.below(1e9)}`);
    },
  ],
  [
    4,
    'operator reads',
    (world, device) => {
      const conversation = conversationOf(world, device);
      if (conversation) world.server.operatorReads(conversation);
    },
  ],
  [6, 'cut', (_world, device) => device.pair().cut()],
  [10, 'connect', (world, device) => world.server.faults.isUp && device.pair().connect()],
  [
    6,
    'storm',
    ({ random }, { weather }) => {
      const often = random.next() * 0.5;
      Object.assign(weather, { requestLost: often, answerLost: often, pushLost: often, pushTwice: often, delayMs: 4_000 * random.next() });
    },
  ],
  [5, 'calm', (_world, { weather }) => void Object.assign(weather, FINE)],
  [6, 'reload', reload],
  [4, 'earlier', (_world, device) => void device.session().earlier()],
  [4, 'wake', (_world, device) => device.session().wake()],
  [5, 'read', (_world, device) => device.session().seen(device.state().entries.at(-1)?.seq ?? 0)],
  [
    4,
    'retry',
    (world, device) => {
      const id = failedOf(world, device);
      if (id) device.session().retry(id);
    },
  ],
  [
    2,
    'discard',
    (world, device) => {
      const id = failedOf(world, device);
      for (const one of world.written) if (one.id === id) one.mayBeGone = true;
      if (id) device.session().discard(id);
    },
  ],
  [3, 'busy', ({ server, random }) => void Object.assign(server.faults, { busy: random.chance(0.5) })],
  [2, 'accepted is lost', ({ server }) => void Object.assign(server.faults, { loseAccepted: 1 })],
  [
    3,
    'server goes or comes',
    (world) => {
      const { faults } = world.server;
      faults.isUp = !faults.isUp;
      for (const one of world.devices) if (!faults.isUp) one.pair().cut();
    },
  ],
  [3, 'disk is full or not', (_world, { disk }) => void Object.assign(disk, { isFull: !disk.isFull })],
  [4, 'resync', resync],
  [
    1,
    'restore',
    (world, device) => {
      const conversation = conversationOf(world, device);
      if (conversation) world.server.restore(conversation, world.random.below(conversation.entries.length + 1));
    },
  ],
  [1, 'reinstall', ({ server }) => server.reinstall()],
  [1, 'reset', reset],
];
/** Each action as often as it weighs. */
const LOTS = ACTIONS.flatMap((action) => Array.from({ length: action[0] }, () => action));

function pickAction({ random }: World) {
  return random.pick(LOTS);
}

/** Everything works again, and nobody is told; the last word is lost on its way to all, and only the position check can find it. */
async function heal(world: World): Promise<void> {
  const { server, devices, desk, pocket, pass, check } = world;
  Object.assign(server.faults, { busy: false, loseAccepted: 0, isUp: true });
  for (const disk of [desk, pocket]) disk.isFull = false;
  for (const device of devices) {
    Object.assign(device.weather, FINE);
    device.pair().connect();
  }
  await pass(MINUTE);
  for (const { weather } of devices) weather.pushLost = 1;
  for (const conversation of new Set(devices.map((device) => conversationOf(world, device))))
    if (conversation) server.operatorSays(conversation, 'the last word');
  await pass(SECOND);
  for (const { weather } of devices) Object.assign(weather, FINE);
  await pass(HOUR);
  check();
}

/** All begin with one conversation: tabs share the grant of the first, the phone has it by a link of a mail. */
async function begin({ desk, pocket, devices, pass }: World): Promise<void> {
  await pass(1_000);
  const grant = desk.values.get(`${PREFIX}grant`);
  if (grant) pocket.values.set(`${PREFIX}grant`, grant);
  for (const device of devices) device.reload();
  await pass(1_000);
}

/** Runs one seed. @throws Error with the rule that is broken, and what was done until then */
export async function runSeed(seed: number): Promise<void> {
  const world = createWorld(seed);
  const done: string[] = [];
  try {
    await begin(world);
    for (let step = 0; step < STEPS; step++) {
      const [, name, act] = pickAction(world);
      const device = world.random.pick(world.devices);
      done.push(`${device.name}: ${name}`);
      await act(world, device);
      world.check();
      await world.pass(world.random.chance(0.1) ? world.random.below(60_000) : world.random.below(2_000));
      world.check();
    }
    done.push('heal');
    await heal(world);
    checkEnd(world.devices, world.written, world.server);
  } catch (error) {
    throw new Error(`seed ${seed}, step ${done.length}: ${(error as Error).message}\n  ${done.join('\n  ')}`, { cause: error });
  } finally {
    for (const device of world.devices) device.session().close();
  }
}
