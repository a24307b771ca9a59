import type { Config } from '../config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Fanout } from './fanout.ts';

interface OpenFanoutDeps {
  readonly config: Pick<Config, 'redisUrl'>;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** The one switch of this port. @returns the fanout and its adapter's name */
export async function openFanout({ config, logger, clock }: OpenFanoutDeps): Promise<{ fanout: Fanout; adapter: string }> {
  if (config.redisUrl !== null) {
    const { createRedisFanout } = await import('./redis.ts');
    return { fanout: await createRedisFanout({ url: config.redisUrl, logger, clock }), adapter: 'redis' };
  }
  const { createLocalFanout } = await import('./local.ts');
  return { fanout: createLocalFanout({ clock }), adapter: 'local' };
}
