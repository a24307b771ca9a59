/**
 * Files in a bucket that speaks S3. `SITE/CONVERSATION/FILE/` holds the bytes under their hash and `about.json`, which is
 * written last: without it there is no file. Bytes are signed with their hash, so that the store refuses what was changed or cut.
 */
import { Readable } from 'node:stream';
import { AwsClient } from 'aws4fetch';
import type { BucketConfig } from '../config.ts';
import { ParleyError } from '../lib/errors.ts';
import { type ByteRange, type FileKey, type Files, type FilesOf, pathOf, type StoredFile } from './files.ts';

const ABOUT = 'about.json';
/** For what is small; bytes may take as long as they flow. */
const SMALL_MS = 15_000;
const AWAY = (status: number) => status === 429 || status >= 500;

type Ask = (method: string, path: string, init?: RequestInit & { readonly duplex?: 'half' }) => Promise<Response>;

/** Asks the bucket; only answers of success and `not found` come back. */
function createAsk({ url, region, accessKeyId, secretAccessKey }: BucketConfig): Ask {
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  return async (method, path, init = {}) => {
    let answer: Response;
    try {
      answer = await client.fetch(`${url}${path}`, { ...init, method });
    } catch (cause) {
      throw new ParleyError('unavailable', { detail: 'the file store does not answer', cause });
    }
    if (answer.ok || answer.status === 404) return answer;
    const said = (await answer.text()).slice(0, 300);
    const detail = `the file store answered ${answer.status} to ${method}`;
    if (AWAY(answer.status)) throw new ParleyError('unavailable', { detail });
    throw new Error(`${detail}: ${said}`);
  };
}

const small = () => ({ signal: AbortSignal.timeout(SMALL_MS) });

/** All keys under a prefix, a page after the other. */
async function* keysUnder(ask: Ask, root: string, prefix: string): AsyncGenerator<string> {
  let token: string | undefined;
  do {
    const query = new URLSearchParams({ 'list-type': '2', prefix, ...(token !== undefined && { 'continuation-token': token }) });
    const page = await (await ask('GET', `${root}?${query.toString()}`, small())).text();
    // Our keys have ids, hashes, slashes and dots only: nothing in them is escaped.
    for (const [, key = ''] of page.matchAll(/<Key>([^<]*)<\/Key>/g)) yield key;
    token = /<NextContinuationToken>([^<]*)</.exec(page)?.[1];
  } while (token !== undefined);
}

/** A part of a stream, where a store sends all of it though a part was asked for. */
async function* part(bytes: Readable, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    yield chunk.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at));
    at += chunk.length;
    if (at > end) return;
  }
}

async function openBytes(ask: Ask, path: string, range: ByteRange | undefined): Promise<Readable> {
  const answer = await ask('GET', path, range ? { headers: { range: `bytes=${range.start}-${range.end}` } } : {});
  // Removed meanwhile.
  if (answer.status === 404 || !answer.body) throw new ParleyError('not_found');
  const bytes = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
  return range && answer.status !== 206 ? Readable.from(part(bytes, range), { objectMode: false }) : bytes;
}

/** Files of an install, for all of its processes. Nothing is asked of the bucket until there is a file. */
export function createS3Files(config: BucketConfig): Files {
  const bucket = new URL(config.url);
  const [, name = '', ...prefix] = bucket.pathname.split('/');
  const root = `/${name}`;
  const ask = createAsk({ ...config, url: bucket.origin });
  const keyOf = (key: FilesOf & { readonly fileId?: string }) => [...prefix, pathOf(key)].join('/');
  const pathTo = (key: FileKey, file: string) => `${root}/${keyOf(key)}/${file}`;
  const about = async (key: FileKey): Promise<StoredFile | null> => {
    const answer = await ask('GET', pathTo(key, ABOUT), small());
    const text = await answer.text();
    return answer.status === 404 ? null : (JSON.parse(text) as StoredFile);
  };
  const write = async (path: string, init: Parameters<Ask>[2]) => {
    if ((await ask('PUT', path, init)).status === 404) throw new Error('the file store has no such bucket');
  };
  return {
    async put(key, stored, bytes) {
      const before = await about(key);
      if (before) {
        bytes.destroy();
        if (before.sha256 !== stored.sha256) throw new ParleyError('conflict');
        return;
      }
      const { size } = stored.file;
      const headers = { 'content-length': `${size}`, 'x-amz-content-sha256': stored.sha256, 'content-type': 'application/octet-stream' };
      const body = Readable.toWeb(bytes) as unknown as ReadableStream;
      await write(pathTo(key, stored.sha256), { headers, body, duplex: 'half' }).catch((error: unknown) => {
        throw bytes.errored ?? error;
      });
      await write(pathTo(key, ABOUT), { ...small(), headers: { 'content-type': 'application/json' }, body: JSON.stringify(stored) });
    },
    async get(key) {
      const stored = await about(key);
      return stored && { ...stored, open: (range) => openBytes(ask, pathTo(key, stored.sha256), range) };
    },
    async list(conversation) {
      const ids: string[] = [];
      for await (const key of keysUnder(ask, root, `${keyOf(conversation)}/`)) {
        const [id = '', file] = key.split('/').slice(-2);
        if (file === ABOUT) ids.push(id);
      }
      return ids;
    },
    async removeFiles(conversation, goes = () => true) {
      const keys: string[] = [];
      for await (const key of keysUnder(ask, root, `${keyOf(conversation)}/`)) if (goes(key.split('/').at(-2) ?? '')) keys.push(key);
      for (const key of keys) await (await ask('DELETE', `${root}/${key}`, small())).body?.cancel();
    },
    close: async () => {},
  };
}
