import { connectVisitors, disconnectAll, sendFlatOut } from './load.ts';
import { cpuSeconds, median, percentile } from './measure.ts';
import { type BenchServer, startServer } from './server-process.ts';
import type { Line } from './table.ts';

const ROUNDS = 5;
const VISITORS = 200;
const MESSAGES = 6_000;
const IDLE = 2_000;
/** Connected before the first look, so that code and caches are in both. */
const WARM = 200;

interface Round {
  readonly perSecond: number;
  readonly cpuPerMessage: number;
}

async function loadRound(server: BenchServer): Promise<Round> {
  const visitors = await connectVisitors(server, VISITORS);
  await sendFlatOut(visitors, MESSAGES / 4);
  const before = cpuSeconds(server.pid);
  const { perSecond } = await sendFlatOut(visitors, MESSAGES);
  const cpuPerMessage = ((cpuSeconds(server.pid) - before) * 1e6) / MESSAGES;
  disconnectAll(visitors);
  return { perSecond, cpuPerMessage };
}

async function idleBytes(server: BenchServer): Promise<number> {
  const warm = await connectVisitors(server, WARM);
  const before = await server.memory();
  const visitors = await connectVisitors(server, IDLE);
  const after = await server.memory();
  disconnectAll([...warm, ...visitors]);
  return (after - before) / IDLE;
}

/** Sends at a steady pace, so that the latency is that of a server which is not flat out. */
async function latencyAt(server: BenchServer, perSecond: number, seconds: number): Promise<readonly number[]> {
  const visitors = await connectVisitors(server, 40);
  const latencies: number[] = [];
  const sends: Promise<void>[] = [];
  const started = performance.now();
  for (let sent = 0; sent < perSecond * seconds; sent++) {
    const wait = started + (sent * 1_000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const visitor = visitors[sent % visitors.length];
    if (visitor) sends.push(sendFlatOut([visitor], 1).then((result) => void latencies.push(...result.latencies)));
  }
  await Promise.all(sends);
  disconnectAll(visitors);
  return latencies;
}

/** The gateway against bare Socket.IO + confirm, persister and workers stopped in both, alternating. */
export async function benchGateway(env: Readonly<Record<string, string>>): Promise<readonly Line[]> {
  const limits = { MESSAGE_RATE: '100000', MESSAGE_BURST: '100000', SOCKETS_PER_IP: '100000', CONNECTS_PER_IP: '100000' };
  const ours = await startServer('ours.ts', { ...env, ...limits, ROLES: 'gateway,api' });
  const bare = await startServer('bare.ts', { ...env, BARE: 'amqp' });
  const rounds: { ours: Round; bare: Round }[] = [];
  try {
    const memory = { bare: await idleBytes(bare), ours: await idleBytes(ours) };
    for (let round = 0; round < ROUNDS; round++) rounds.push({ bare: await loadRound(bare), ours: await loadRound(ours) });
    const latencies = await latencyAt(ours, 200, 10);
    return report(rounds, memory, percentile(latencies, 0.99));
  } finally {
    await Promise.all([ours.stop(), bare.stop()]);
  }
}

function report(rounds: readonly { ours: Round; bare: Round }[], memory: { ours: number; bare: number }, p99: number): readonly Line[] {
  const of = (side: 'ours' | 'bare', what: keyof Round) => median(rounds.map((round) => round[side][what]));
  const rate = median(rounds.map((round) => round.ours.perSecond / round.bare.perSecond));
  const cpu = of('ours', 'cpuPerMessage') / of('bare', 'cpuPerMessage');
  const idle = memory.ours / memory.bare;
  return [
    {
      what: 'gateway, accepted',
      unit: '1/s',
      ours: of('ours', 'perSecond'),
      bare: of('bare', 'perSecond'),
      gate: '>= 0.7',
      value: rate,
      ok: rate >= 0.7,
    },
    {
      what: 'gateway, CPU of a message',
      unit: 'us',
      ours: of('ours', 'cpuPerMessage'),
      bare: of('bare', 'cpuPerMessage'),
      gate: 'told',
      value: cpu,
      ok: true,
    },
    {
      what: 'gateway, idle connection',
      unit: 'kB',
      ours: memory.ours / 1e3,
      bare: memory.bare / 1e3,
      gate: '<= 1.25',
      value: idle,
      ok: idle <= 1.25,
    },
    { what: 'send to accepted, p99 at 200/s', unit: 'ms', ours: p99, bare: null, gate: '<= 100 ms', value: p99, ok: p99 <= 100 },
  ];
}
