/** The map: event -> queues -> worker. A worker in another language needs this file and the JSON schemas, no more. */

/** Fixed for ever: `shard = crc32(utf8(siteId + ':' + conversationId)) mod 8`. */
export const SHARDS = 8;
export const SHARD_VECTORS: readonly (readonly [siteId: string, conversationId: string, shard: number])[] = [
  ['site_a', 'conv_1', 1],
  ['site_a', 'conv_2', 3],
  ['site_b', 'conv_1', 2],
  ['s', 'c', 0],
  ['sité', 'çà ✓', 2],
  ['parley', '00000000000000000000000000000000', 1],
];

/** Workers that follow what is stored. Each installed one has the queue `events.<name>`. */
export const EFFECT_WORKERS = ['slack', 'email', 'search', 'webhooks'] as const;
export type EffectWorker = (typeof EFFECT_WORKERS)[number];

/** Says whether a word is the name of an effect worker. */
export function isEffectWorker(word: string): word is EffectWorker {
  return (EFFECT_WORKERS as readonly string[]).includes(word);
}
export type WorkerName = 'persist' | EffectWorker;

/** Workers that take jobs. Each has the queue `jobs.<name>`. */
export const JOB_WORKERS = ['slack', 'email'] as const;
export type JobWorker = (typeof JOB_WORKERS)[number];

export type QueueName = `persist.${number}` | `events.${EffectWorker}` | `jobs.${JobWorker}` | 'dead';

/** Names on the broker. All exchanges are durable; all queues but the gateways' own are quorum queues. */
export const EXCHANGES = {
  /** direct: `message.submitted` with key `persist.<shard>` */
  in: 'parley.in',
  /** direct: facts, key = event type; each effect queue is bound to the types it wants */
  events: 'parley.events',
  /** direct: key = worker name; alternate exchange `parley.dead` */
  jobs: 'parley.jobs',
  /** direct: transient frames, key = siteId */
  deliver: 'parley.deliver',
  /** fanout: dead letters, into queue `dead` */
  dead: 'parley.dead',
} as const;

/** Waiting times of job retries, in milliseconds; one queue and one fanout exchange `parley.retry.<name>` each. */
export const RETRY_TIERS = [
  { name: '1s', ms: 1_000 },
  { name: '5s', ms: 5_000 },
  { name: '30s', ms: 30_000 },
  { name: '2m', ms: 120_000 },
  { name: '10m', ms: 600_000 },
  { name: '1h', ms: 3_600_000 },
] as const;

export const LIMITS = {
  /** The broker's own backstop against a message that kills its workers. */
  brokerDeliveries: 20,
  /** Our limit: a message delivered this often is dead-lettered before it is handled again. */
  deliveries: 10,
  /** Attempts of a job before it is a dead letter. */
  jobAttempts: 8,
  effectQueueLength: 1_000_000,
  gatewayQueueLength: 10_000,
  deadQueueLength: 100_000,
} as const;
