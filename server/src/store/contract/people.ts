import type { OperatorId } from '@parley/shared-types/model.ts';
import { expect } from 'vitest';
import { newOperator, newSession, OTHER_SITE, SITE, T0 } from './fixtures.ts';
import { type Case, race, WRITERS } from './kit.ts';

const CONFLICT = { code: 'conflict' };

const operators: readonly Case[] = [
  {
    rule: 'S18',
    says: 'an operator is read back as added, by id and by address, with or without a password',
    async run({ store: { people } }) {
      const [ada, bob] = [newOperator({ name: 'Ada Ö', roles: { [SITE]: 'owner', [OTHER_SITE]: 'agent' } }), newOperator({ roles: {} })];
      await people.addOperator(ada, 'hash of ada');
      await people.addOperator(bob, null);
      expect(await people.operator(ada.id)).toStrictEqual(ada);
      expect(await people.byEmail(ada.email)).toStrictEqual({ operator: ada, passwordHash: 'hash of ada' });
      expect(await people.byEmail(bob.email)).toStrictEqual({ operator: bob, passwordHash: null });
      expect(await people.operator('nobody' as OperatorId)).toBeNull();
      expect(await people.byEmail('nobody@shop.example')).toBeNull();
      expect(await people.countOperators()).toBe(2);
    },
  },
  {
    rule: 'S18',
    says: 'an address belongs to one operator whatever its case, also beyond ASCII, and is shown as it was written',
    async run({ store: { people } }) {
      const ada = newOperator({ email: 'Ada.ÄRGER@Shop.Example' });
      await people.addOperator(ada, 'hash');
      for (const email of ['ada.ärger@shop.example', 'ADA.ÄRGER@SHOP.EXAMPLE', ada.email]) {
        await expect(people.addOperator(newOperator({ email }), null)).rejects.toMatchObject(CONFLICT);
        expect(await people.byEmail(email)).toStrictEqual({ operator: ada, passwordHash: 'hash' });
      }
      expect(await people.countOperators()).toBe(1);
    },
  },
  {
    rule: 'S18',
    says: 'an id belongs to one operator; the first one stays as it was',
    async run({ store: { people } }) {
      const ada = newOperator();
      await people.addOperator(ada, 'hash');
      await expect(people.addOperator(newOperator({ id: ada.id }), 'other')).rejects.toMatchObject(CONFLICT);
      expect(await people.byEmail(ada.email)).toStrictEqual({ operator: ada, passwordHash: 'hash' });
    },
  },
  {
    rule: 'S18',
    says: 'of many who take one address at once one gets it',
    async run(test) {
      const cased = (n: number) =>
        'ada@shop.example'
          .split('')
          .map((char, index) => ((n >> (index % 3)) & 1 ? char.toUpperCase() : char))
          .join('');
      const outcomes = await race(test, ({ people }, writer) =>
        people.addOperator(newOperator({ email: cased(writer) }), null).then(
          () => 'taken',
          (error: { code?: string }) => error.code,
        ),
      );
      expect(outcomes.toSorted()).toEqual([...Array(WRITERS - 1).fill('conflict'), 'taken']);
      expect(await test.store.people.countOperators()).toBe(1);
    },
  },
  {
    rule: 'S18',
    says: 'roles are replaced as a whole, of this operator only',
    async run({ store: { people } }) {
      const [ada, bob] = [newOperator(), newOperator()];
      await people.addOperator(ada, null);
      await people.addOperator(bob, null);
      await people.setRoles(ada.id, { [OTHER_SITE]: 'admin', 'site.with$signs': 'agent' });
      expect((await people.operator(ada.id))?.roles).toStrictEqual({ [OTHER_SITE]: 'admin', 'site.with$signs': 'agent' });
      expect(await people.operator(bob.id)).toStrictEqual(bob);
    },
  },
];

const sessions: readonly Case[] = [
  {
    rule: 'S18',
    says: 'a session is found with its operator as they are now, until its time',
    async run({ store: { people } }) {
      const ada = newOperator();
      await people.addOperator(ada, null);
      const session = newSession(ada.id, { expiresAt: T0 + 1_000 });
      await people.addSession(session);
      expect(await people.session(session.tokenHash, T0)).toStrictEqual({ session, operator: ada });
      await people.setRoles(ada.id, {});
      expect((await people.session(session.tokenHash, T0 + 999))?.operator.roles).toStrictEqual({});
      expect(await people.session(session.tokenHash, T0 + 1_000)).toBeNull();
      expect(await people.session(session.tokenHash, T0 + 9_000)).toBeNull();
      expect(await people.session('unknown', T0)).toBeNull();
    },
  },
  {
    rule: 'S18',
    says: 'ending a session ends that one only, and may be repeated',
    async run({ store: { people } }) {
      const ada = newOperator();
      await people.addOperator(ada, null);
      const [one, two] = [newSession(ada.id), newSession(ada.id)];
      await people.addSession(one);
      await people.addSession(two);
      await people.endSession(one.tokenHash);
      await people.endSession(one.tokenHash);
      expect(await people.session(one.tokenHash, T0)).toBeNull();
      expect((await people.session(two.tokenHash, T0))?.session).toStrictEqual(two);
    },
  },
  {
    rule: 'S18',
    says: 'a session of an operator who does not exist is none',
    async run({ store: { people } }) {
      const session = newSession('nobody' as OperatorId);
      await people.addSession(session);
      expect(await people.session(session.tokenHash, T0)).toBeNull();
    },
  },
  {
    rule: 'S11',
    says: 'operators, sessions and the rule of addresses survive close and reopen',
    async run({ store, reopen }) {
      const ada = newOperator();
      await store.people.addOperator(ada, 'hash');
      const session = newSession(ada.id);
      await store.people.addSession(session);
      const { people } = await reopen();
      expect(await people.session(session.tokenHash, T0)).toStrictEqual({ session, operator: ada });
      expect(await people.byEmail(ada.email)).toStrictEqual({ operator: ada, passwordHash: 'hash' });
      await expect(people.addOperator(newOperator({ email: ada.email.toUpperCase() }), null)).rejects.toMatchObject(CONFLICT);
    },
  },
];

export const people: readonly Case[] = [...operators, ...sessions];
