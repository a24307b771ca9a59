import type { Config } from '../config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';
import type { Fanout } from './fanout.ts';

interface OpenFanoutDeps {
  readonly config: Pick<Config, 'redisUrl'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** The one switch of this port: Redis with REDIS_URL, else this process alone. @returns the fanout and its adapter's name */
export async function openFanout({ config, ...deps }: OpenFanoutDeps): Promise<{ fanout: Fanout; adapter: string }> {
  if (config.redisUrl) {
    const { createRedisFanout } = await import('./redis.ts');
    return { fanout: await createRedisFanout({ url: config.redisUrl, ...deps }), adapter: 'redis' };
  }
  const { createLocalFanout } = await import('./local.ts');
  return { fanout: createLocalFanout(deps), adapter: 'local' };
}
