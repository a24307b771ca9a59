import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ByteRange, FoundFile } from '../files/files.ts';
import { kindOf } from '../files/kinds.ts';
import { dispositionOf } from '../files/names.ts';

/** Nothing of a file runs, and nothing is loaded by it; what browsers wrap around a picture or a film may show it. */
const POLICY = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";

/** The one range that is asked for: null for the whole file, undefined for what is not in it. */
function rangeOf(header: string | undefined, size: number): ByteRange | null | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start <= end ? { start, end } : undefined;
}

/** Sends a file so that it can be looked at or saved, and is never a page of our origin. */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, { file, sha256, open }: FoundFile) {
  const kind = kindOf(file.type);
  const etag = `"${sha256.slice(0, 32)}"`;
  void reply.headers({
    'cache-control': 'private, max-age=600',
    'content-disposition': dispositionOf(kind?.isShown ? 'inline' : 'attachment', file.name),
    'content-security-policy': POLICY,
    'accept-ranges': 'bytes',
    etag,
  });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  const range = rangeOf(request.headers.range, file.size);
  if (range === undefined) return reply.code(416).header('content-range', `bytes */${file.size}`).send();
  const bytes = await open(range ?? undefined);
  if (range) void reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.size}`);
  const length = range ? range.end - range.start + 1 : file.size;
  return reply
    .header('content-length', length)
    .type(kind?.type ?? 'application/octet-stream')
    .send(bytes);
}
