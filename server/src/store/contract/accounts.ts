import type { OperatorId } from '@parley/shared-types/model.ts';
import { expect } from 'vitest';
import { newInvitation, newOperator, newSession, OTHER_SITE, SITE, T0 } from './fixtures.ts';
import { bothOf, type Case } from './kit.ts';

const own: readonly Case[] = [
  {
    rule: 'S18',
    says: 'a name and wishes are changed alone or together, of this operator only',
    async run({ store: { people } }) {
      const [ada, bob] = [newOperator(), newOperator({ notices: { mail: false } })];
      await people.addOperator(ada, 'hash');
      await people.addOperator(bob, null);
      await people.change(ada.id, { name: 'Ada 👋' });
      expect(await people.operator(ada.id)).toStrictEqual({ ...ada, name: 'Ada 👋' });
      await people.change(ada.id, { notices: { mail: false } });
      expect(await people.byEmail(ada.email)).toStrictEqual({
        operator: { ...ada, name: 'Ada 👋', notices: { mail: false } },
        passwordHash: 'hash',
      });
      await people.change(bob.id, { notices: { mail: true } });
      expect(await people.operator(bob.id)).toStrictEqual({ ...bob, notices: { mail: true } });
      await people.change(bob.id, {});
      expect((await people.ofSite(SITE)).find(({ id }) => id === bob.id)).toStrictEqual({ ...bob, notices: { mail: true } });
      await expect(people.change('nobody' as OperatorId, { name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    },
  },
];

const sessions: readonly Case[] = [
  {
    rule: 'S18',
    says: 'the sessions of an operator are those that are not over, the last one made first',
    async run({ store }) {
      const [ada, bob] = [newOperator(), newOperator()];
      for (const operator of [ada, bob]) await store.people.addOperator(operator, null);
      const [old, young, over, his] = [
        newSession(ada.id, { createdAt: T0 - 9_000 }),
        newSession(ada.id, { createdAt: T0 - 5_000, agent: '' }),
        newSession(ada.id, { expiresAt: T0 }),
        newSession(bob.id),
      ];
      for (const session of [old, young, over, his]) await store.sessions.add(session);
      expect(await store.sessions.of(ada.id, T0)).toStrictEqual([young, old]);
      expect(await store.sessions.of('nobody' as OperatorId, T0)).toEqual([]);
      await store.sessions.end(young.tokenHash);
      expect(await store.sessions.of(ada.id, T0)).toStrictEqual([old]);
    },
  },
  {
    rule: 'S18',
    says: 'when a session was seen only grows, and makes none',
    async run(test) {
      const [one, two] = await bothOf(test);
      const ada = newOperator();
      await one.people.addOperator(ada, null);
      const session = newSession(ada.id);
      await one.sessions.add(session);
      await two.sessions.seen(session.tokenHash, T0 + 7);
      await one.sessions.seen(session.tokenHash, T0 + 3);
      expect((await one.sessions.get(session.tokenHash, T0))?.session).toStrictEqual({ ...session, lastSeenAt: T0 + 7 });
      await one.sessions.end(session.tokenHash);
      await two.sessions.seen(session.tokenHash, T0 + 9);
      expect(await one.sessions.get(session.tokenHash, T0)).toBeNull();
      expect(await one.sessions.of(ada.id, T0)).toEqual([]);
    },
  },
  {
    rule: 'S18',
    says: 'ending all sessions but one leaves that one, and tells the others',
    async run({ store: { people, sessions } }) {
      const [ada, bob] = [newOperator(), newOperator()];
      for (const operator of [ada, bob]) await people.addOperator(operator, null);
      const [kept, one, two, his] = [newSession(ada.id), newSession(ada.id), newSession(ada.id), newSession(bob.id)];
      for (const session of [kept, one, two, his]) await sessions.add(session);
      expect((await sessions.endAll(ada.id, kept.tokenHash)).toSorted()).toEqual([one.tokenHash, two.tokenHash].toSorted());
      expect(await sessions.of(ada.id, T0)).toStrictEqual([kept]);
      expect(await sessions.of(bob.id, T0)).toStrictEqual([his]);
    },
  },
];

const invitations: readonly Case[] = [
  {
    rule: 'S18',
    says: 'the invitations of a site are those that still work, the last one made first, and nothing of another site',
    async run(test) {
      const [one, two] = await bothOf(test);
      const [old, young] = [newInvitation({ createdAt: T0 - 5 }), newInvitation({ role: 'admin' })];
      const theirs = newInvitation({ siteId: OTHER_SITE, id: young.id });
      for (const invitation of [old, young, newInvitation({ expiresAt: T0 }), theirs]) await one.invitations.add(invitation);
      expect(await two.invitations.ofSite(SITE, T0)).toStrictEqual([young, old]);
      expect(await two.invitations.end(SITE, young.id)).toBe(true);
      expect(await one.invitations.end(SITE, young.id)).toBe(false);
      expect(await one.invitations.end(OTHER_SITE, old.id)).toBe(false);
      expect(await one.invitations.ofSite(SITE, T0)).toStrictEqual([old]);
      expect(await one.invitations.ofSite(OTHER_SITE, T0)).toStrictEqual([theirs]);
    },
  },
  {
    rule: 'S11',
    says: 'wishes, notes of sessions and invitations survive close and reopen',
    async run({ store, reopen }) {
      const ada = newOperator({ notices: { mail: false } });
      const [session, invitation] = [newSession(ada.id), newInvitation()];
      await store.people.addOperator(ada, null);
      await store.sessions.add(session);
      await store.invitations.add(invitation);
      const again = await reopen();
      expect(await again.sessions.get(session.tokenHash, T0)).toStrictEqual({ session, operator: ada });
      expect(await again.invitations.ofSite(SITE, T0)).toStrictEqual([invitation]);
    },
  },
];

export const accounts: readonly Case[] = [...own, ...sessions, ...invitations];
