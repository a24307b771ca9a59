import { randomId } from '@parley/server/src/lib/ids.ts';
import { connectVisitor } from '@parley/widget/core/connection.ts';
import { WebSocket } from 'ws';
import { isClean, judge, type Verdict } from './checker.ts';
import { createLab, type Lab, sendLoad, until } from './lab.ts';

export interface RowResult {
  readonly verdict: Verdict;
  /** What else the row of the table asks for and did not hold. */
  readonly broken: readonly string[];
}
export interface Row {
  readonly id: string;
  readonly title: string;
  /** The guard without which the row must fail. */
  readonly guard: string;
  run(seconds: number, guardOff: string): Promise<RowResult>;
}

const DRAIN_MS = 60_000;
const LOAD = { conversations: 10, perSecond: 100 } as const;

/** `condemned`: texts that the row itself poisons; that their sender is told is one of its checks. */
async function finish(
  lab: Lab,
  checks: readonly (readonly [what: string, holds: boolean])[],
  condemned: readonly string[] = [],
): Promise<RowResult> {
  const evidence = await lab.evidence();
  const verdict = judge({ ...evidence, attempted: evidence.attempted.filter(({ text }) => !condemned.includes(text)) });
  return { verdict, broken: checks.filter(([, holds]) => !holds).map(([what]) => what) };
}

async function killUnderLoad(seconds: number, guardOff: string, everyMs: number): Promise<RowResult> {
  const lab = await createLab({ guardOff });
  try {
    const killing = setInterval(() => lab.kill(), everyMs);
    await sendLoad(lab, { ...LOAD, seconds });
    clearInterval(killing);
    const drained = await lab.drained(DRAIN_MS);
    return await finish(lab, [
      ['the server was killed', lab.exits() > 0],
      ['every outbox is empty within a minute', drained],
    ]);
  } finally {
    await lab.close();
  }
}

/** The same id three times at once and again after a restart is one row; with another text it is a conflict. */
async function repeats(_seconds: number, guardOff: string): Promise<RowResult> {
  const lab = await createLab({ guardOff });
  try {
    const client = await lab.addClient('v');
    const transports = Array.from({ length: 3 }, () =>
      connectVisitor({ url: lab.url, siteId: lab.siteId, extraHeaders: { origin: lab.url } }),
    );
    await until(() => transports.every((transport) => transport.link() === 'online'), 20_000);
    const grant = client.storage.get(`parley:${lab.siteId}:grant`) ?? '';
    const clientMsgId = randomId();
    const failed: string[] = [];
    transports[0]?.on('failed', ((push: { refusal: { code: string } }) => void failed.push(push.refusal.code)) as (push: never) => void);
    const sendAll = (text: string) => Promise.all(transports.map((transport) => transport.request('send', { grant, clientMsgId, text })));
    await transports[0]?.request('sync', { grant, epoch: null, last: 0 });
    const answers = await sendAll('the same');
    lab.kill();
    await until(() => lab.exits() > 0, 20_000);
    await until(() => transports.every((transport) => transport.link() === 'online'), 30_000);
    await transports[0]?.request('sync', { grant, epoch: null, last: 0 });
    await sendAll('the same');
    await sendAll('something else');
    await until(() => failed.length > 0, 10_000);
    for (const transport of transports) transport.close();
    return await finish(lab, [
      ['all three were accepted', answers.every((answer) => answer.ok)],
      ['another text under the id is a conflict', failed.includes('conflict')],
    ]);
  } finally {
    await lab.close();
  }
}

/** Three kinds of poison among healthy neighbours. */
async function poison(_seconds: number, guardOff: string): Promise<RowResult> {
  const lab = await createLab({ guardOff, env: { FAULT_POISON: '1' } });
  try {
    const guilty = await lab.addClient('guilty');
    const neighbours = await Promise.all(Array.from({ length: 10 }, (_, index) => lab.addClient(`n${index}`)));
    const raw = connectVisitor({ url: lab.url, siteId: lab.siteId, extraHeaders: { origin: lab.url } });
    await until(() => raw.link() === 'online', 20_000);
    const grant = guilty.storage.get(`parley:${lab.siteId}:grant`) ?? '';
    await raw.request('send', { grant, clientMsgId: randomId(), text: '[bad schema]' });
    for (const { send, name } of neighbours) send(`${name} after the bad schema`);
    const passedSchema = await lab.drained(20_000);
    guilty.send('[throw]');
    for (const { send, name } of neighbours) send(`${name} after the throw`);
    const passedThrow = await lab.drained(20_000);
    const kill = await raw.request('send', { grant, clientMsgId: randomId(), text: '[kill]' });
    for (const { send, name } of neighbours) send(`${name} after the kill`);
    const passedKill = await lab.drained(60_000);
    const told = guilty.session.state().pending.some(({ body, state }) => body === '[throw]' && state === 'failed');
    raw.close();
    return await finish(
      lab,
      [
        ['neighbours of a bad schema go on', passedSchema],
        ['neighbours of a handler that throws go on', passedThrow],
        ['the killer was taken', kill.ok || kill.code === 'retry'],
        ['neighbours of a killer go on within a minute', passedKill],
        ['the sender of what throws is told', told],
      ],
      ['[throw]'],
    );
  } finally {
    await lab.close();
  }
}

/** Sends one raw Engine.IO frame; resolves with the close code, 0 when it stays open for 5 s. */
function rawFrame(lab: Lab, frame: string | Buffer): Promise<number> {
  const address = `${lab.url.replace('http', 'ws')}/parley/socket/?EIO=4&transport=websocket&site=${lab.siteId}`;
  return new Promise((resolve) => {
    const socket = new WebSocket(address, { origin: lab.url });
    const late = setTimeout(() => socket.terminate(), 5_000);
    socket.on('open', () => socket.send(frame));
    socket.on('error', () => {});
    socket.on('close', (code) => {
      clearTimeout(late);
      resolve(code === 1006 ? 0 : code);
    });
  });
}

async function hostile(_seconds: number, guardOff: string): Promise<RowResult> {
  const env = guardOff === 'frame-limit' ? { MAX_FRAME_BYTES: '104857600' } : {};
  const lab = await createLab({ env });
  try {
    const healthy = await lab.addClient('healthy');
    const closed = await rawFrame(lab, `42["send",{"text":"${'x'.repeat(20_000_000)}"}]`);
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const alphabet = '0123456789[]{}",:-_abcé\u0000/';
    const junk = () =>
      Array.from({ length: 1 + Math.floor(random() * 60) }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
    const frames = [
      ...Array.from({ length: 300 }, junk),
      Buffer.from([0, 1, 2, 255]),
      `42/visitor,["send",${'['.repeat(20_000)}${']'.repeat(20_000)}]`,
    ];
    for (let from = 0; from < frames.length; from += 50)
      await Promise.all(frames.slice(from, from + 50).map((frame) => Promise.race([rawFrame(lab, frame), pauseMs(200)])));
    healthy.send('still here');
    const drained = await lab.drained(20_000);
    return await finish(lab, [
      ['a 20 MB frame is closed with 1009', closed === 1009],
      ['nobody else noticed', drained],
      ['the server never ended', lab.exits() === 0],
    ]);
  } finally {
    await lab.close();
  }
}

const pauseMs = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The starred rows of the fault table that hold for the embedded mode. */
export const ROWS: readonly Row[] = [
  {
    id: 'F1',
    title: 'kill -9 of the gateway in mid send',
    guard: 'early-ack',
    run: (seconds, guardOff) => killUnderLoad(seconds, guardOff, Math.max(3_000, seconds * 500)),
  },
  { id: 'F14', title: 'the same message sent again and again', guard: 'dedupe', run: repeats },
  { id: 'F15', title: 'poison: bad schema, a handler that throws, one that kills', guard: 'dead-letters', run: poison },
  { id: 'F24', title: 'kill -9 in a commit loop', guard: 'early-ack', run: (seconds, guardOff) => killUnderLoad(seconds, guardOff, 1_500) },
  { id: 'F25', title: '20 MB and malformed frames', guard: 'frame-limit', run: hostile },
];

/** True when the row holds. */
export function holds({ verdict, broken }: RowResult): boolean {
  return isClean(verdict) && broken.length === 0;
}
