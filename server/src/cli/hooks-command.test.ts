import { HOOK_EVENTS } from '@parley/shared-types/hooks.ts';
import { expect, it, onTestFinished } from 'vitest';
import { newSite } from '../store/contract/fixtures.ts';
import { createSqliteUnderTest } from '../store/sqlite/kit.ts';
import { createHooksCommand } from './hooks-command.ts';

it('[H6] the command lists hooks without their secrets, tells their log, and sends one event again', async () => {
  const { store, teardown } = await createSqliteUnderTest();
  onTestFinished(teardown);
  const site = newSite();
  await store.sites.add(site);
  const fresh = { isOn: false, since: 0, stopped: 'gone', failingSince: null, createdAt: 0 } as const;
  const secrets = [{ secret: 'whsec_hidden', createdAt: 0, until: null }];
  const hook = { siteId: site.id, hookId: 'h1', url: 'https://shop.example/hook', events: HOOK_EVENTS, secrets, ...fresh };
  await store.hooks.add(hook);
  const tried = { attempt: 1, state: 'delivered', at: Date.now(), durationMs: 3, status: 200, error: null, nextAt: null } as const;
  await store.hooks.note(hook, { id: 'evt_1', type: 'message.created', conversationId: 'c', seq: 1, ...tried });
  const asked: string[] = [];
  const command = createHooksCommand(store, {
    async redeliver({ hookId }, id) {
      asked.push(`${hookId} ${id}`);
      return { status: null, durationMs: 9, error: 'hook_timeout' };
    },
  });
  const [line, ...more] = await command({ verb: 'list', hook: '', delivery: '' });
  expect(more).toEqual([]);
  expect(line).toMatch(/^h1 {2}off \(gone\) .*shop\.example/);
  expect(line).not.toContain('whsec');
  expect((await command({ verb: 'log', hook: 'h1', delivery: '' })).join()).toMatch(
    /^evt_1 .*message\.created {2}delivered {2}attempt 1 {2}200/,
  );
  expect(await command({ verb: 'redeliver', hook: 'h1', delivery: 'evt_1' })).toEqual(['no answer  hook_timeout  9 ms']);
  expect(asked).toEqual(['h1 evt_1']);
  await expect(command({ verb: 'log', hook: 'h2', delivery: '' })).rejects.toMatchObject({ code: 'not_found' });
});
