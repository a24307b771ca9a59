import { DEFAULT_SETTINGS } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { createIdentity } from './identity.ts';
import { createLeaving } from './leaving.ts';
import { createSettings } from './settings.ts';
import { fakeApi, until } from './testing.ts';

const SITE = { siteId: 's', name: 'Shop', role: 'owner', allowedOrigins: [], settings: DEFAULT_SETTINGS };
const PATCH = 'PATCH /api/sites/s';

async function setup() {
  const answers: Record<string, object> = { 'GET /api/sites': { ok: true, sites: [SITE] } };
  const rest = fakeApi(answers);
  let saved = 0;
  const model = createSettings({
    api: rest.api,
    siteId: 's',
    onSaved: () => {
      saved += 1;
    },
  });
  await until(() => model.form.value !== null);
  return { answers, rest, model, saved: () => saved };
}

it('[I6] settings begin with what is stored, and send nothing while something is known to be wrong', async () => {
  const { rest, model } = await setup();
  await model.save();
  model.edit({ color: 'red', offsetX: Number.NaN, zIndex: 2 ** 40, name: ' ' });
  expect(['color', 'offsetX', 'zIndex', 'name', 'offsetY'].map((field) => model.problemAt(field))).toEqual([
    'Write a colour like #5b54d6.',
    'Write a whole number from 0 to 400.',
    'Write a whole number from 0 to 2147483647.',
    'Give the site a name.',
    null,
  ]);
  expect(model.isWrong.value).toBe(true);
  await model.save();
  expect(rest.count(PATCH)).toBe(0);
  model.undo();
  expect([model.changed.value, model.isWrong.value]).toEqual([[], false]);
});

it('[I6] only what was changed is sent; what goes back to what it was is no change; what is written meanwhile stays to be saved', async () => {
  const { answers, rest, model, saved } = await setup();
  model.edit({ faces: false, title: 'Help' });
  model.edit({ faces: true });
  expect(model.changed.value).toEqual(['title']);
  await model.save();
  expect(model.outcome.value).toEqual({ ok: false, words: 'You may not do this here.' });
  answers[PATCH] = { ok: true, site: { ...SITE, settings: { ...DEFAULT_SETTINGS, title: 'Help' } } };
  const saving = model.save();
  model.edit({ greeting: 'Hello' });
  await saving;
  expect(rest.asked.at(-1)?.body).toEqual({ settings: { title: 'Help' } });
  expect([model.outcome.value?.ok, model.changed.value, saved()]).toEqual([true, ['greeting'], 1]);
  model.edit({ greeting: '', name: 'Shop 2' });
  await model.save();
  expect(rest.asked.at(-1)?.body).toEqual({ name: 'Shop 2' });
});

it('[X9] each field that the server refuses says why, also within a list, until it is edited', async () => {
  const { answers, model } = await setup();
  answers[PATCH] = {
    ok: false,
    code: 'invalid',
    message: 'Not so.',
    problems: { 'settings.logo': 'must be an https address', 'settings.hours.days.2.0': 'must end after it begins', name: 'too long.' },
  };
  model.edit({ logo: 'http://x', name: 'Shop 2' });
  await model.save();
  expect(['logo', 'hours', 'hours.days.2', 'hours.days.1', 'name'].map((field) => model.problemAt(field))).toEqual([
    'Must be an https address.',
    'Must end after it begins.',
    'Must end after it begins.',
    null,
    'Too long.',
  ]);
  expect(model.outcome.value?.words).toBe('Not saved. What is wrong is said at its field.');
  model.edit({ logo: 'https://x.example' });
  expect([model.problemAt('logo'), model.problemAt('hours')]).toEqual([null, 'Must end after it begins.']);
});

it('[X1] secrets are read when they are asked for; a new one keeps the one before; a refusal is said', async () => {
  const [one, two] = [
    { secret: 'a', createdAt: 1 },
    { secret: 'b', createdAt: 2 },
  ];
  const answers: Record<string, object> = {};
  const rest = fakeApi(answers);
  const model = createIdentity({ api: rest.api, siteId: 's' });
  expect([rest.asked, model.secrets.value]).toEqual([[], null]);
  await model.load();
  expect([model.problem.value, model.secrets.value]).toEqual(['You may not do this here.', null]);
  answers['GET /api/sites/s/identity'] = { ok: true, secrets: [one] };
  answers['POST /api/sites/s/identity'] = { ok: true, secrets: [two, one] };
  answers['DELETE /api/sites/s/identity/old'] = { ok: true, secrets: [two] };
  await model.load();
  // pressed twice: asked once
  await Promise.all([model.makeNew(), model.makeNew()]);
  expect([model.secrets.value, model.problem.value, rest.count('POST /api/sites/s/identity')]).toEqual([[two, one], null, 1]);
  await model.endOld();
  expect(model.secrets.value).toEqual([two]);
});

it('[I6] a page with changes is left only after a question; without changes at once', () => {
  const leaving = createLeaving();
  const went: string[] = [];
  leaving.go(() => went.push('one'));
  let isDirty = true;
  const undo = leaving.hold('/inbox/settings/s', () => isDirty);
  leaving.go(() => went.push('two'));
  leaving.answer(false);
  expect([went, leaving.waiting.value, leaving.heldAt()]).toEqual([['one'], null, '/inbox/settings/s']);
  leaving.go(() => went.push('three'));
  leaving.answer(true);
  isDirty = false;
  leaving.go(() => went.push('four'));
  undo();
  expect(went).toEqual(['one', 'three', 'four']);
});
