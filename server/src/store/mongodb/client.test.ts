/** What the driver throws, as the driver builds it, and what it means. */
import {
  MongoBulkWriteError,
  MongoClient,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
  MongoWriteConcernError,
} from 'mongodb';
import { expect, it } from 'vitest';
import { isCoded } from '../../lib/errors.ts';
import { ask, askUpsert, codedMongoError, duplicateIndex, orConflict } from './client.ts';

const answered = (code: number, errorLabels: string[] = []) => new MongoServerError({ message: 'no', code, errorLabels });
const codeOf = (error: unknown) => {
  const coded = codedMongoError(error);
  return isCoded(coded) ? coded.code : 'permanent';
};

interface Parts {
  readonly unconfirmed?: boolean;
}
const resultOf = ({ unconfirmed = false }: Parts) => ({ getWriteConcernError: () => (unconfirmed ? { code: 64 } : undefined) }) as never;
/** A bulk write that the server refused at one document. */
const refused = (code: number, index: number, parts: Parts = {}) =>
  new MongoBulkWriteError({ message: 'no', code, writeErrors: [{ code, index }] as never }, resultOf(parts));
/** A bulk write that failed on its way. */
const lost = (error: Error) => new MongoBulkWriteError(error as never, resultOf({}));
/** What the system says, as the driver lets it through. */
const brokenPipe = () => Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write', errno: -32 });

const passing: readonly (readonly [string, Error])[] = [
  ['the network', new MongoNetworkError('reset')],
  ['a frozen server', new MongoNetworkTimeoutError('late')],
  ['a bulk write that met the network', lost(new MongoNetworkError('reset'))],
  ['a bulk write whose pipe broke', lost(brokenPipe())],
  ['a pipe that broke', brokenPipe()],
  ['a bulk write on a socket that the server has ended', lost(Object.assign(new Error('ended'), { code: 'EPIPE' }))],
  ['a bulk write that met a server that is no primary', lost(answered(10_107))],
  ['a bulk write without a majority', refused(64, 0, { unconfirmed: true })],
  ['any write without a majority', new MongoWriteConcernError({ ok: 1, writeConcernError: { code: 99_999, errmsg: 'no' } } as never)],
  ...[11_600, 11_601, 11_602, 189, 91, 50, 43, 112].map((code) => [`the answer ${code}`, answered(code)] as const),
  ['an answer that says it may be repeated', answered(99_999, ['RetryableWriteError'])],
];
it.each(passing)('[S15] %s is `unavailable`', (_what, error) => {
  expect(codeOf(error)).toBe('unavailable');
});

it('[S15] a server without space is `disk_full`, alone and in a bulk write', () => {
  expect([codeOf(answered(14_031)), codeOf(lost(answered(14_031))), codeOf(refused(14_031, 0))]).toEqual(Array(3).fill('disk_full'));
});

it('[S15] what would fail again stays what it is', () => {
  for (const error of [
    answered(2),
    answered(13),
    answered(121),
    lost(new MongoInvalidArgumentError('no')),
    refused(121, 0),
    new TypeError(),
    Object.assign(new TypeError(), { code: 'ERR_INVALID_ARG_TYPE' }),
  ])
    expect(codedMongoError(error)).toBe(error);
});

it('[S15] a client that is closed or cannot find its server is `unavailable`', async () => {
  const client = new MongoClient('mongodb://127.0.0.1:9/?directConnection=true', { serverSelectionTimeoutMS: 50 });
  await expect(ask(client.db('x').command({ ping: 1 }))).rejects.toMatchObject({ code: 'unavailable' });
  await client.close();
  await expect(ask(client.db('x').command({ ping: 1 }))).rejects.toMatchObject({ code: 'unavailable' });
});

it('[S1] the index of a duplicate is told only when what was inserted before it is known to last', () => {
  expect(duplicateIndex(refused(11_000, 3))).toBe(3);
  expect(duplicateIndex(refused(11_000, 3, { unconfirmed: true }))).toBeNull();
  expect([duplicateIndex(refused(121, 3)), duplicateIndex(lost(new MongoNetworkError('reset'))), duplicateIndex(answered(11_000))]).toEqual(
    [null, null, null],
  );
});

it('[S9] an upsert that met another one of the same document is repeated, not for ever', async () => {
  let left = 2;
  const meet = async () => {
    left -= 1;
    if (left >= 0) throw refused(11_000, 0);
    return 'written';
  };
  expect(await askUpsert(meet)).toBe('written');
  left = 1_000;
  await expect(askUpsert(meet)).rejects.toMatchObject({ code: 11_000 });
});

it('[S18] what exists already is `conflict`, and nothing else is', async () => {
  await expect(orConflict(Promise.reject(answered(11_000)))).rejects.toMatchObject({ code: 'conflict' });
  await expect(orConflict(Promise.reject(answered(91)))).rejects.toMatchObject({ code: 'unavailable' });
  await expect(orConflict(Promise.reject(answered(121)))).rejects.toMatchObject({ code: 121 });
});
