import type { Clock } from '../../lib/clock.ts';
import { isCoded } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Metrics } from '../../lib/metrics.ts';

const PROBE_MS = 1_000;

interface HealthDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'busUp'> | undefined;
  /** A small write. */
  readonly probe: () => Promise<void>;
}

/** Knows whether messages can be written: learns it from every commit, and from a probe while they fail. */
export function createHealth({ clock, logger, metrics, probe }: HealthDeps) {
  let state: 'up' | 'down' | 'blocked' = 'up';
  let undo = () => {};
  metrics?.busUp.set(1);
  const change = (next: typeof state) => {
    state = next;
    metrics?.busUp.set(next === 'up' ? 1 : 0);
  };
  const probeSoon = () => {
    undo = clock.after(PROBE_MS, () => {
      // Its own commit tells us how it went.
      probe().catch(() => state === 'blocked' && probeSoon());
    });
  };
  return {
    state: () => state,
    /** The fate of a commit: undefined when it is durable. */
    onCommit(error: unknown) {
      if (state === 'down') return;
      if (error === undefined && state === 'blocked') {
        logger.info('messages are taken again');
        undo();
        change('up');
      } else if (isCoded(error, 'disk_full', 'unavailable') && state === 'up') {
        logger.error({ code: error.code }, 'messages cannot be written');
        change('blocked');
        probeSoon();
      }
    },
    close() {
      undo();
      change('down');
    },
  };
}
