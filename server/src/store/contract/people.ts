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
      await expect(people.setRoles('nobody' as OperatorId, {})).rejects.toMatchObject({ code: 'not_found' });
    },
  },
  {
    rule: 'S18',
    says: 'the operators of a site are those with a role on it, oldest first',
    async run({ store: { people } }) {
      const [late, early, foreign] = [
        newOperator({ createdAt: T0 + 2 }),
        newOperator({ createdAt: T0 + 1, roles: { [OTHER_SITE]: 'agent', [SITE]: 'agent' } }),
        newOperator({ roles: { [OTHER_SITE]: 'owner' } }),
      ];
      for (const operator of [late, early, foreign]) await people.addOperator(operator, null);
      expect(await people.ofSite(SITE)).toStrictEqual([early, late]);
      expect(await people.ofSite('site_' as typeof SITE)).toEqual([]);
    },
  },
  {
    rule: 'S18',
    says: 'a password is replaced for that operator only',
    async run({ store: { people } }) {
      const [ada, bob] = [newOperator(), newOperator()];
      await people.addOperator(ada, 'old');
      await people.addOperator(bob, 'his own');
      await people.setPassword(ada.id, 'new');
      expect((await people.byEmail(ada.email))?.passwordHash).toBe('new');
      expect((await people.byEmail(bob.email))?.passwordHash).toBe('his own');
      await expect(people.setPassword('nobody' as OperatorId, 'x')).rejects.toMatchObject({ code: 'not_found' });
    },
  },
];

const sessionCases: readonly Case[] = [
  {
    rule: 'S18',
    says: 'a session is found with its operator as they are now, until its time',
    async run({ store: { people, sessions } }) {
      const ada = newOperator();
      await people.addOperator(ada, null);
      const session = newSession(ada.id, { expiresAt: T0 + 1_000 });
      await sessions.add(session);
      expect(await sessions.get(session.tokenHash, T0)).toStrictEqual({ session, operator: ada });
      await people.setRoles(ada.id, {});
      expect((await sessions.get(session.tokenHash, T0 + 999))?.operator.roles).toStrictEqual({});
      expect(await sessions.get(session.tokenHash, T0 + 1_000)).toBeNull();
      expect(await sessions.get(session.tokenHash, T0 + 9_000)).toBeNull();
      expect(await sessions.get('unknown', T0)).toBeNull();
    },
  },
  {
    rule: 'S18',
    says: 'ending a session ends that one only, and may be repeated',
    async run({ store: { people, sessions } }) {
      const ada = newOperator();
      await people.addOperator(ada, null);
      const [one, two] = [newSession(ada.id), newSession(ada.id)];
      await sessions.add(one);
      await sessions.add(two);
      await sessions.end(one.tokenHash);
      await sessions.end(one.tokenHash);
      expect(await sessions.get(one.tokenHash, T0)).toBeNull();
      expect((await sessions.get(two.tokenHash, T0))?.session).toStrictEqual(two);
    },
  },
  {
    rule: 'S18',
    says: 'ending all sessions of an operator tells which, and leaves those of others',
    async run({ store: { people, sessions } }) {
      const [ada, bob] = [newOperator(), newOperator()];
      const [one, two, his] = [newSession(ada.id), newSession(ada.id), newSession(bob.id)];
      for (const operator of [ada, bob]) await people.addOperator(operator, null);
      for (const session of [one, two, his]) await sessions.add(session);
      expect((await sessions.endAll(ada.id)).toSorted()).toEqual([one.tokenHash, two.tokenHash].toSorted());
      expect(await sessions.endAll(ada.id)).toEqual([]);
      expect(await sessions.get(one.tokenHash, T0)).toBeNull();
      expect((await sessions.get(his.tokenHash, T0))?.operator).toStrictEqual(bob);
    },
  },
  {
    rule: 'S18',
    says: 'a session of an operator who does not exist is none',
    async run({ store: { sessions } }) {
      const session = newSession('nobody' as OperatorId);
      await sessions.add(session);
      expect(await sessions.get(session.tokenHash, T0)).toBeNull();
    },
  },
  {
    rule: 'S11',
    says: 'operators, sessions and the rule of addresses survive close and reopen',
    async run({ store, reopen }) {
      const ada = newOperator();
      await store.people.addOperator(ada, 'hash');
      const session = newSession(ada.id);
      await store.sessions.add(session);
      const { people, sessions } = await reopen();
      expect(await sessions.get(session.tokenHash, T0)).toStrictEqual({ session, operator: ada });
      expect(await people.byEmail(ada.email)).toStrictEqual({ operator: ada, passwordHash: 'hash' });
      await expect(people.addOperator(newOperator({ email: ada.email.toUpperCase() }), null)).rejects.toMatchObject(CONFLICT);
    },
  },
];

export const people: readonly Case[] = [...operators, ...sessionCases];
