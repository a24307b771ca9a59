import { createLogger } from '../../lib/logger.ts';
import { createMetrics, type Metrics } from '../../lib/metrics.ts';
import type { WorkerDeps } from '../worker.ts';
import { createFakeBus } from './fake-bus.ts';
import { createFakeStore } from './fake-store.ts';
import { createManualClock } from './manual-clock.ts';

/** Everything that a worker needs, in memory, on a clock that the test holds. */
export function createWorkerDeps(installed: Parameters<typeof createFakeBus>[1] = []) {
  const clock = createManualClock();
  const bus = createFakeBus(clock, installed);
  const store = createFakeStore(clock);
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger('info', 'test', { write: (line) => void lines.push(JSON.parse(line)) });
  const metrics = createMetrics();
  const deps: WorkerDeps = { bus, ping: () => store.meta.ping(), logger, metrics, clock };
  return { ...deps, deps, clock, bus, store, lines };
}

/** Value of a metric with these labels; 0 when there is none. */
export async function metricOf(metrics: Metrics, name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  const found = (await metrics.registry.getMetricsAsJSON()).find((metric) => metric.name === `parley_${name}`);
  const value = found?.values.find((one) => Object.entries(labels).every(([label, word]) => one.labels[label] === word));
  return value?.value ?? 0;
}
