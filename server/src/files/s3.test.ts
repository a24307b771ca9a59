import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ConversationId, SiteId } from '@parley/shared-types/model.ts';
import { expect, it, onTestFinished } from 'vitest';
import { registerFilesContract } from './contract.ts';
import { createS3Files } from './s3.ts';
import { startBucket } from './testing/bucket.ts';

const KEY = { siteId: 's' as SiteId, conversationId: 'c' as ConversationId, fileId: 'f' };
const STORED = { file: { id: 'f', name: 'a.txt', type: 'text/plain', size: 3 }, sha256: 'a'.repeat(64) };

registerFilesContract('S3', async () => {
  const bucket = await startBucket();
  return {
    files: createS3Files(bucket.config),
    reopen: async () => createS3Files(bucket.config),
    everything: bucket.keys,
    teardown: bucket.close,
  };
});

/** A store that answers as told, and notes what it was asked. */
async function startStore(answer: (path: string) => number) {
  const asked: { readonly path: string; readonly headers: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: `${request.method} ${request.url}`, headers: request.headers });
    request.resume().on('end', () => {
      response.statusCode = answer(request.url ?? '');
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket`;
  return { asked, server, files: createS3Files({ url, region: 'r', accessKeyId: 'k', secretAccessKey: 's' }) };
}

it('[X10] bytes are streamed with their length and signed with their hash; what is said of them comes last', async () => {
  const { files, asked } = await startStore((path) => (path.endsWith('about.json') && asked.length < 2 ? 404 : 200));
  await files.put(KEY, STORED, Readable.from([Buffer.from('abc')]));
  expect(asked.map(({ path }) => path)).toEqual([
    'GET /bucket/s/c/f/about.json',
    `PUT /bucket/s/c/f/${STORED.sha256}`,
    'PUT /bucket/s/c/f/about.json',
  ]);
  expect(asked[1]?.headers).toMatchObject({
    'content-length': '3',
    'x-amz-content-sha256': STORED.sha256,
    authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=k\/\d+\/r\/s3\/aws4_request/),
  });
});

it('[X10] a store that is away is `unavailable`, one that refuses us is our own fault', async () => {
  const busy = await startStore(() => 503);
  await expect(busy.files.get(KEY)).rejects.toMatchObject({ code: 'unavailable' });
  const refusing = await startStore(() => 403);
  await expect(refusing.files.list(KEY)).rejects.toThrow(/403/);
  const gone = await startStore(() => 200);
  await new Promise<void>((resolve) => gone.server.close(() => resolve()));
  await expect(gone.files.removeFiles(KEY)).rejects.toMatchObject({ code: 'unavailable' });
});
