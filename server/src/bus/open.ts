import type { EffectWorker } from '@parley/shared-types/topics.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';
import type { Sqlite } from '../lib/sqlite.ts';
import type { Bus } from './bus.ts';

interface OpenBusDeps {
  readonly config: Pick<Config, 'bus' | 'limits'>;
  /** The database of the embedded mode; null in the distributed mode. */
  readonly sqlite: Sqlite | null;
  /** Effect workers that are configured: only they have queues. */
  readonly installed: ReadonlySet<EffectWorker>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** The one switch of this port. @returns the bus and the name of its adapter @throws ParleyError `unavailable` */
export async function openBus({ config, sqlite, ...deps }: OpenBusDeps): Promise<{ bus: Bus; adapter: string }> {
  const { limits } = config;
  if (config.bus) {
    const { createAmqpBus } = await import('./amqp.ts');
    return { bus: await createAmqpBus({ url: config.bus.amqpUrl, limits, ...deps }), adapter: 'amqp' };
  }
  if (!sqlite) throw new Error('the embedded bus needs its database');
  const { createEmbeddedBus } = await import('./embedded.ts');
  return { bus: createEmbeddedBus({ sqlite, limits, ...deps }), adapter: 'embedded' };
}
