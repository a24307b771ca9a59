/** Rows that send what must not be sent: repeats, poison, garbage. */
import { randomId } from '@parley/server/src/lib/ids.ts';
import { WebSocket } from 'ws';
import { type Lab, until } from './lab.ts';
import { type Check, pauseMs, play, type Row, type Scene } from './row.ts';

/** The same id through several connections at once, again after a kill, and with another text. */
const repeats = (scene: Scene) =>
  play(scene, {}, async (lab) => {
    const client = await lab.addClient('v');
    const transports = Array.from({ length: 3 }, (_, index) => lab.connect(index));
    const online = () => until(() => transports.every((transport) => transport.link() === 'online'), 30_000);
    await online();
    const grant = client.storage.get(`parley:${lab.siteId}:grant`) ?? '';
    const clientMsgId = randomId();
    const failed: string[] = [];
    const onFailed = (push: { refusal: { code: string } }) => void failed.push(push.refusal.code);
    transports[0]?.on('failed', onFailed as (push: never) => void);
    const sync = () => transports[0]?.request('sync', { grant, epoch: null, last: 0 });
    const sendAll = (text: string) => Promise.all(transports.map((transport) => transport.request('send', { grant, clientMsgId, text })));
    await sync();
    const answers = await sendAll('the same');
    const victim = scene.services ? 'gateway-1' : 'server';
    lab.kill(victim);
    await until(() => lab.exits(victim) > 0, 20_000);
    await until(() => transports.some((transport) => transport.link() !== 'online'), 20_000);
    await online();
    await sync();
    await sendAll('the same');
    await sendAll('something else');
    await until(() => failed.length > 0, 10_000);
    for (const transport of transports) transport.close();
    return [
      ['all three were accepted', answers.every((answer) => answer.ok)],
      ['another text under the id is a conflict', failed.includes('conflict')],
    ];
  });

/** Three kinds of poison among healthy neighbours. */
const poison = (scene: Scene) =>
  play(
    scene,
    { FAULT_POISON: '1' },
    async (lab) => {
      const guilty = await lab.addClient('guilty');
      const neighbours = await Promise.all(Array.from({ length: 10 }, (_, index) => lab.addClient(`n${index}`)));
      const raw = lab.connect(0);
      await until(() => raw.link() === 'online', 20_000);
      const grant = guilty.storage.get(`parley:${lab.siteId}:grant`) ?? '';
      const goOn = (after: string, ms: number) => {
        for (const { send, name } of neighbours) send(`${name} after ${after}`);
        return lab.drained(ms);
      };
      await raw.request('send', { grant, clientMsgId: randomId(), text: '[bad schema]' });
      const checks: Check[] = [['neighbours of a bad schema go on', await goOn('the bad schema', 20_000)]];
      guilty.send('[throw]');
      checks.push(['neighbours of a handler that throws go on', await goOn('the throw', 20_000)]);
      const kill = await raw.request('send', { grant, clientMsgId: randomId(), text: '[kill]' });
      checks.push(['the killer was taken', kill.ok || kill.code === 'retry']);
      checks.push(['neighbours of a killer go on within a minute', await goOn('the kill', 60_000)]);
      const told = guilty.session.state().pending.some(({ body, state }) => body === '[throw]' && state === 'failed');
      checks.push(['the sender of what throws is told', told]);
      raw.close();
      return checks;
    },
    ['[throw]'],
  );

/** Sends one raw Engine.IO frame; resolves with the close code, 0 when it stays open for 5 s. */
function rawFrame(lab: Lab, frame: string | Buffer): Promise<number> {
  const [url = ''] = lab.urls;
  const address = `${url.replace('http', 'ws')}/parley/socket/?EIO=4&transport=websocket&site=${lab.siteId}`;
  return new Promise((resolve) => {
    const socket = new WebSocket(address, { origin: url });
    const late = setTimeout(() => socket.terminate(), 5_000);
    socket.on('open', () => socket.send(frame));
    socket.on('error', () => {});
    socket.on('close', (code) => {
      clearTimeout(late);
      resolve(code === 1006 ? 0 : code);
    });
  });
}

/** Seeded, so that a run that fails can be had again. */
function malformedFrames(count: number): (string | Buffer)[] {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const alphabet = '0123456789[]{}",:-_abcé\u0000/';
  const letter = () => alphabet[Math.floor(random() * alphabet.length)];
  const junk = () => Array.from({ length: 1 + Math.floor(random() * 60) }, letter).join('');
  const deep = `42/visitor,["send",${'['.repeat(20_000)}${']'.repeat(20_000)}]`;
  return [...Array.from({ length: count }, junk), Buffer.from([0, 1, 2, 255]), deep];
}

const hostile = (scene: Scene) =>
  play(scene, scene.guardOff === 'frame-limit' ? { MAX_FRAME_BYTES: '104857600' } : {}, async (lab) => {
    const healthy = await lab.addClient('healthy');
    const closed = await rawFrame(lab, `42["send",{"text":"${'x'.repeat(20_000_000)}"}]`);
    const frames = malformedFrames(300);
    for (let from = 0; from < frames.length; from += 50)
      await Promise.all(frames.slice(from, from + 50).map((frame) => Promise.race([rawFrame(lab, frame), pauseMs(200)])));
    healthy.send('still here');
    return [
      ['a 20 MB frame is closed with 1009', closed === 1009],
      ['nobody else noticed', await lab.drained(20_000)],
      ['no process ended', lab.exits() === 0],
    ];
  });

const BOTH = ['embedded', 'cluster'] as const;
const onBoth = (row: Omit<Row, 'mode'>): Row[] => BOTH.map((mode) => ({ ...row, mode }));

export const BAD_INPUT_ROWS: readonly Row[] = [
  ...onBoth({ id: 'F14', title: 'the same message sent again and again', guard: 'dedupe', run: repeats }),
  ...onBoth({ id: 'F15', title: 'poison: bad schema, a handler that throws, one that kills', guard: 'dead-letters', run: poison }),
  ...onBoth({ id: 'F25', title: '20 MB and malformed frames', guard: 'frame-limit', run: hostile }),
];
