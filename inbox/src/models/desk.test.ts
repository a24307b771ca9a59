import { expect, it } from 'vitest';
import { newTag } from '../lib/desk-form.ts';
import { createCannedReplies } from './canned-replies.ts';
import { createDesk } from './desk.ts';
import { fakeApi, until } from './testing.ts';

const DESK = { autoAssign: false, retentionDays: 0, tags: [{ name: 'Sale', color: '#5b54d6' }], replies: [] as readonly object[] };
const [GET, PATCH] = ['GET /api/sites/s/desk', 'PATCH /api/sites/s/desk'];
const HELLO = { id: 'r1', shortcut: 'hello', text: 'Hello {{visitor.name|there}}' };

it('[I6] the desk sends only what was changed, says what is wrong with a tag at the tag, and takes what the server answers', async () => {
  const answers: Record<string, object> = { [GET]: { ok: true, desk: DESK } };
  const rest = fakeApi(answers);
  const model = createDesk({ api: rest.api, siteId: 's' });
  await until(() => model.form.value !== null);
  model.edit({ tags: [...DESK.tags, { name: ' sale ', color: 'red' }], retentionDays: Number.NaN });
  expect(['tags.0', 'tags.1.name', 'tags.1.color', 'retentionDays'].map(model.problemAt)).toEqual([
    null,
    'There is a tag of this name already.',
    'Write a colour like #5b54d6.',
    'Write a whole number of days from 1 to 3,650.',
  ]);
  await model.save();
  expect(rest.count(PATCH)).toBe(0);
  model.undo();
  model.edit({ retentionDays: 30 });
  await model.save();
  expect([rest.asked.at(-1)?.body, model.outcome.value?.words]).toEqual([{ retentionDays: 30 }, 'You may not do this here.']);
  answers[PATCH] = { ok: false, code: 'invalid', message: '', problems: { 'tags.0.name': 'must not be empty' } };
  await model.save();
  expect([model.problemAt('tags.0'), model.changed.value]).toEqual(['Must not be empty.', ['retentionDays']]);
  answers[PATCH] = { ok: true, desk: { ...DESK, retentionDays: 30 } };
  await model.save();
  expect([model.changed.value, model.outcome.value]).toEqual([[], { ok: true, words: 'Saved.' }]);
  expect(newTag(DESK.tags)).toEqual({ name: '', color: expect.not.stringMatching('#5b54d6') });
});

it('[I6] a canned reply is written, changed and deleted by itself, and a deleted one is put back under its id', async () => {
  const answers: Record<string, object> = { [GET]: { ok: true, desk: { ...DESK, replies: [HELLO] } } };
  const rest = fakeApi(answers);
  const model = createCannedReplies({ api: rest.api, siteId: 's' });
  await until(() => model.all.value !== null);
  model.add();
  expect([model.changed.value, model.problemAt('shortcut')]).toEqual([[], null]);
  await model.save();
  expect(model.problemAt('shortcut')).toBe('Write 1 to 40 letters from a to z, digits or hyphens.');
  expect(model.problemAt('text')).toBe('Write what the reply says.');
  model.write({ shortcut: 'hello', text: 'Hi' });
  expect([model.problemAt('shortcut'), model.changed.value.length]).toEqual(['Another reply has this shortcut.', 1]);
  model.leave();
  model.open(HELLO);
  model.write({ text: 'Hello' });
  await model.save();
  expect([model.problem.value, model.editing.value?.id]).toEqual(['You may not do this here.', 'r1']);
  answers['PUT /api/sites/s/replies/r1'] = { ok: true, desk: { ...DESK, replies: [{ ...HELLO, text: 'Hello' }] } };
  await model.save();
  expect([model.editing.value, model.all.value?.[0]?.text, model.problem.value]).toEqual([null, 'Hello', null]);
  expect(rest.asked.at(-1)?.body).toEqual({ shortcut: 'hello', text: 'Hello' });
  model.query.value = 'nothing like it';
  expect(model.found.value).toEqual([]);
  answers['DELETE /api/sites/s/replies/r1'] = { ok: true, desk: DESK };
  await model.remove({ ...HELLO, text: 'Hello' });
  expect([model.all.value, model.deleted.value?.id]).toEqual([[], 'r1']);
  await model.putBack();
  expect([model.all.value?.length, model.deleted.value]).toEqual([1, null]);
});
