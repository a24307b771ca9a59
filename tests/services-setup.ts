import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areServicesGiven, bootServices } from '@parley/server/src/cli/services/boot.ts';

/**
 * One RabbitMQ, Redis and MongoDB for all suites of the `services` project, told by TEST_AMQP_URL, TEST_REDIS_URL and
 * TEST_MONGODB_URL. Where those are set already (GitLab's services, a real MongoDB) they are used as they are, which
 * TEST_SERVICES_GIVEN tells.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (areServicesGiven(process.env)) {
    process.env.TEST_SERVICES_GIVEN = 'yes';
    return async () => {};
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-services-'));
  const { env, stop } = await bootServices({ dataDir, log: (line) => console.log(`services: ${line}`) });
  process.env.TEST_AMQP_URL = env.AMQP_URL;
  process.env.TEST_REDIS_URL = env.REDIS_URL;
  process.env.TEST_MONGODB_URL = env.MONGODB_URL;
  return async () => {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
