/** For tests: a store that speaks S3 on the loopback, with one bucket. */
import { createEmulator } from 'emulate';
import type { BucketConfig } from '../../config.ts';

export async function startBucket() {
  const emulator = await createEmulator({ service: 'aws', port: 0 });
  await fetch(`${emulator.url}/files`, { method: 'PUT' });
  const { host } = new URL(emulator.url);
  const key = { accessKeyId: 'key', secretAccessKey: 'secret' };
  const config: BucketConfig = { url: `${emulator.url}/files/parley`, region: 'eu-west-1', ...key };
  return {
    config,
    /** The setting of a process that keeps its files here. */
    env: { FILES_URL: `http://${key.accessKeyId}:${key.secretAccessKey}@${host}/files/parley?region=eu-west-1` },
    async keys(): Promise<readonly string[]> {
      const page = await (await fetch(`${emulator.url}/files?list-type=2`)).text();
      return [...page.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => `/${key}`);
    },
    close: () => emulator.close(),
  };
}
export type Bucket = Awaited<ReturnType<typeof startBucket>>;
