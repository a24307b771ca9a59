import type { InConversation } from '@parley/shared-types/socket.ts';
import { memoryStorage } from '@parley/widget/core/storage.ts';
import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import { refuseFile, sizeWords } from '../lib/files.ts';
import type { Body } from '../lib/log-items.ts';
import { createAttachments, type SendFile, type UploadJob } from './attachments.ts';
import { createComposer } from './composer.ts';
import { fakeApi, manualTimers, until } from './testing.ts';

const PLACE = { siteId: 's', conversationId: 'c' } as unknown as InConversation;
const OTHER = { siteId: 's', conversationId: 'd' } as unknown as InConversation;
const LIMITS = { most: 2_048, types: ['image/png', 'text/plain'] };
const file = (name: string, type = 'text/plain', size = 10) => new File(['x'.repeat(size)], name, { type });

function setup() {
  const place = signal<InConversation | null>(PLACE);
  const jobs: (UploadJob & { answer: (to: Awaited<ReturnType<SendFile>>) => void })[] = [];
  const rest = fakeApi({ 'GET /parley/s/files': { ok: true, ...LIMITS } });
  const attachments = createAttachments({
    place,
    api: rest.api,
    sendFile: (job) => new Promise((answer) => jobs.push({ ...job, answer })),
  });
  const sent: Body[] = [];
  const composer = createComposer({
    lastSeq: signal(0),
    place,
    storage: memoryStorage(),
    timers: manualTimers().timers,
    attachments,
    send: (body) => void sent.push(body),
    tellTyping: () => {},
  });
  return { place, jobs, rest, attachments, composer, sent };
}
const arrived = (token: string) => ({ ok: true, file: { id: token, name: token, type: 'text/plain', size: 1 }, token }) as const;

it('[X10] a file is sent at once, and its message when all have arrived; a message may be files alone', async () => {
  const { attachments, composer, jobs, sent } = setup();
  attachments.add([file('a b.txt'), file('c.txt')]);
  expect(jobs[0]?.href).toMatch(/^\/api\/sites\/s\/conversations\/c\/files\/[\w-]{16,64}\?name=a%20b\.txt$/);
  jobs[0]?.onProgress(0.5);
  expect(attachments.here.value.map(({ share }) => share)).toEqual([0.5, 0]);
  composer.type('Here');
  composer.send();
  expect([composer.maySend.value, sent]).toEqual([false, []]);
  jobs[0]?.answer(arrived('t1'));
  jobs[1]?.answer(arrived('t2'));
  await until(() => composer.maySend.value);
  composer.type('');
  expect(composer.maySend.value).toBe(true);
  composer.send();
  expect(sent).toEqual([{ kind: 'message', text: '', files: ['t1', 't2'] }]);
  expect([attachments.here.value, composer.maySend.value]).toEqual([[], false]);
});

it('[X10] one that was cut off is tried again under the same id; one that is refused is not; one taken away is stopped', async () => {
  const { attachments, composer, jobs, sent } = setup();
  attachments.add([file('a.txt'), file('b.txt'), file('c.txt')]);
  jobs[0]?.answer({ ok: false, code: 'file_incomplete', message: 'Cut.' });
  jobs[1]?.answer({ ok: false, code: 'file_type_refused', message: 'No.' });
  await until(() => attachments.here.value[1]?.problem === 'No.');
  expect(attachments.here.value.map(({ problem, mayRetry }) => [problem, mayRetry])).toEqual([
    ['Cut.', true],
    ['No.', false],
    [null, false],
  ]);
  const [cut, refused, third] = attachments.here.value;
  attachments.retry(refused?.id ?? '');
  attachments.retry(cut?.id ?? '');
  expect(jobs.map(({ href }) => href === jobs[0]?.href)).toEqual([true, false, false, true]);
  attachments.remove(refused?.id ?? '');
  attachments.remove(third?.id ?? '');
  expect(jobs[2]?.signal.aborted).toBe(true);
  jobs[3]?.answer(arrived('t1'));
  await until(() => composer.maySend.value);
  composer.send();
  expect(sent).toEqual([{ kind: 'message', text: '', files: ['t1'] }]);
});

it('[X10] what is known to be refused is not sent; at most five go with a message; limits are asked once', async () => {
  const { attachments, jobs, rest } = setup();
  attachments.learn();
  await until(() => attachments.limits.value !== null);
  attachments.learn();
  expect(rest.count('GET /parley/s/files')).toBe(1);
  attachments.add([
    file('large.txt', 'text/plain', 3_000),
    file('page.html', 'text/html'),
    file('none.txt', 'text/plain', 0),
    file('odd', ''),
  ]);
  expect(attachments.here.value.map(({ problem }) => problem)).toEqual([
    'Too large: at most 2 kB.',
    'Files of this type are not taken.',
    'There is nothing in it.',
    null,
  ]);
  expect(jobs).toHaveLength(1);
  attachments.add([file('5.txt'), file('6.txt')]);
  expect([attachments.here.value.length, attachments.isFull.value]).toEqual([5, true]);
  expect(refuseFile({ size: 1, type: '' }, { most: 0, types: [] })).toBe('Files cannot be sent here.');
  expect([0, 1_023, 1_536, 10_485_760].map(sizeWords)).toEqual(['0 bytes', '1,023 bytes', '1.5 kB', '10 MB']);
});

it('[I4] files and quick replies are of messages, not of notes, and stay with their conversation', async () => {
  const { attachments, composer, jobs, place, sent } = setup();
  attachments.add([file('a.txt')]);
  jobs[0]?.answer(arrived('t1'));
  composer.setReplies(['Yes', ' ', 'No', '4', '5', '6', '7']);
  composer.setNote(true);
  composer.type('Is it on?');
  composer.send();
  expect(sent).toEqual([{ kind: 'note', text: 'Is it on?' }]);
  place.value = OTHER;
  expect([attachments.here.value, composer.replies.value]).toEqual([[], []]);
  place.value = PLACE;
  composer.setNote(false);
  composer.setReplies(['Yes', ' ', 'No']);
  await until(() => composer.maySend.value);
  place.value = OTHER;
  place.value = PLACE;
  expect(composer.replies.value).toEqual(['Yes', ' ', 'No']);
  composer.type('Well?');
  composer.send();
  expect(sent.at(-1)).toEqual({ kind: 'message', text: 'Well?', replies: ['Yes', 'No'], files: ['t1'] });
});
