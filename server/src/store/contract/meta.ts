import { expect } from 'vitest';
import { bothOf, type Case, race } from './kit.ts';

export const meta: readonly Case[] = [
  {
    rule: 'S16',
    says: 'ensure keeps the first value, of each name by itself',
    async run(test) {
      const [one, two] = await bothOf(test);
      expect(await one.meta.ensure('secret', 'first "1" 👋')).toBe('first "1" 👋');
      expect(await two.meta.ensure('secret', 'second')).toBe('first "1" 👋');
      expect(await one.meta.ensure('other', 'second')).toBe('second');
      expect(await one.meta.ensure('empty', '')).toBe('');
      expect(await one.meta.ensure('empty', 'full')).toBe('');
      const read = await Promise.all(['secret', 'empty', 'epoch', 'none'].map((name) => two.meta.get(name)));
      expect(read).toEqual(['first "1" 👋', '', null, null]);
    },
  },
  {
    rule: 'S16',
    says: 'of many who call at once all get the same value, one of theirs',
    async run(test) {
      for (const name of ['a', 'b', 'c']) {
        const values = await race(test, (store, writer) => store.meta.ensure(name, `value ${writer}`));
        expect(new Set(values).size).toBe(1);
        expect(values[0]).toMatch(/^value \d$/);
      }
    },
  },
  {
    rule: 'S16',
    says: 'the value survives close and reopen',
    async run({ store, reopen }) {
      await store.meta.ensure('secret', 'kept');
      expect(await (await reopen()).meta.ensure('secret', 'new')).toBe('kept');
    },
  },
  {
    rule: 'S16',
    says: 'no name that is ensured touches the epoch',
    async run({ store, reopen }) {
      const epoch = await store.meta.epoch();
      expect(epoch).toBe(1);
      for (const name of ['epoch', 'store.epoch', 'schema', 'version']) expect(await store.meta.ensure(name, 'mine')).toBe('mine');
      const again = await reopen();
      expect(await again.meta.epoch()).toBe(epoch);
      await again.meta.ping();
    },
  },
  {
    rule: 'S11',
    says: 'close may be called twice',
    async run({ store }) {
      await store.close();
      await store.close();
    },
  },
];
