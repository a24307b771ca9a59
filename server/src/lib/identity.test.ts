import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { isVerified, type SiteId, type VisitorId } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { isCoded } from './errors.ts';
import { createGrants } from './grants.ts';
import { createUserIds, readToken, requireIdentity } from './identity.ts';
import { randomId } from './ids.ts';

const NOW = 1_800_000_000_000;
const S = NOW / 1_000;
const SITE = 'shop' as SiteId;
const NEW = { secret: 'the newer secret of the shop, of 43 characters', createdAt: 2 };
const OLD = { secret: 'the older secret of the shop, of 43 characters', createdAt: 1 };
const FOREIGN = 'the secret of another site, of 43 characters..';
const site = { id: SITE, identitySecrets: [NEW, OLD] };

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const mac = (text: string, secret: string, hash = 'sha256') => createHmac(hash, secret).update(text).digest('base64url');
const GOOD = { sub: 'user-1', exp: S + 600 };
/** Signs by hand, so that a header may say what no library would. */
const token = (claims: object, { secret = NEW.secret, header = {}, hash = 'sha256' } = {}) => {
  const text = `${part({ alg: 'HS256', typ: 'JWT', ...header })}.${part(claims)}`;
  return `${text}.${mac(text, secret, hash)}`;
};
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const rsaSigned = () => {
  const text = `${part({ alg: 'RS256' })}.${part(GOOD)}`;
  return `${text}.${sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')}`;
};
const unsigned = (alg: string) => `${part({ alg })}.${part(GOOD)}.`;
const jwk = { kty: 'oct', k: Buffer.from(FOREIGN).toString('base64url') };
const [head, body, signature] = token(GOOD).split('.') as [string, string, string];

const outcome = (given: string) =>
  readToken(given, site, NOW).then(
    () => 'good',
    (error: unknown) => (isCoded(error) ? error.code : error),
  );

it.each([
  ['the newer secret', token(GOOD)],
  ['the older secret', token(GOOD, { secret: OLD.secret })],
  ['aud of this site', token({ ...GOOD, aud: SITE })],
  ['aud with this site in it', token({ ...GOOD, aud: ['other', SITE] })],
  ['nbf a moment ahead', token({ ...GOOD, nbf: S + 30 })],
  ['the longest sub', token({ ...GOOD, sub: 'x'.repeat(200) })],
  ['exp 30 days ahead', token({ ...GOOD, exp: S + 30 * 86_400 })],
  ['a kid, which chooses nothing', token(GOOD, { header: { kid: '../../dev/null' } })],
  ['further claims', token({ ...GOOD, iat: S, iss: 'shop', admin: true })],
])('[X1] a token is good: %s', async (_what, given) => {
  expect(await outcome(given)).toBe('good');
});

it.each([
  ['expired', token({ ...GOOD, exp: S - 1 })],
  ['expired this moment', token({ ...GOOD, exp: S })],
  ['expired long ago, by the older secret', token({ ...GOOD, exp: 1 }, { secret: OLD.secret })],
])('[X1] a token is over: %s', async (_what, given) => {
  expect(await outcome(given)).toBe('token_expired');
});

it.each([
  ['the secret of another site', token(GOOD, { secret: FOREIGN })],
  ['an empty secret', `${head}.${body}.${mac(`${head}.${body}`, '')}`],
  ['alg none', unsigned('none')],
  ['alg None', unsigned('None')],
  ['alg none, with a good signature', token(GOOD, { header: { alg: 'none' } })],
  ['no signature', `${head}.${body}.`],
  ['a shortened signature', `${head}.${body}.${signature.slice(0, -4)}`],
  ['RS256', rsaSigned()],
  ['HS256 with a public key as the secret', token(GOOD, { secret: rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string })],
  ['HS512 by our secret', token(GOOD, { header: { alg: 'HS512' }, hash: 'sha512' })],
  ['HS384 that says HS256', token(GOOD, { hash: 'sha384' })],
  ['a key in the header', token(GOOD, { secret: FOREIGN, header: { jwk } })],
  ['an address of keys in the header', token(GOOD, { secret: FOREIGN, header: { jku: 'https://evil.example/keys', kid: '1' } })],
  ['a certificate in the header', token(GOOD, { secret: FOREIGN, header: { x5c: ['MIIB'], x5u: 'https://evil.example' } })],
  ['a critical extension that we do not know', token(GOOD, { header: { crit: ['exp2'], exp2: 1 } })],
  ['claims that are not encoded', token(GOOD, { header: { crit: ['b64'], b64: false } })],
  ['other claims under a good signature', `${head}.${part({ ...GOOD, sub: 'user-2' })}.${signature}`],
  ['no sub', token({ exp: GOOD.exp })],
  ['an empty sub', token({ ...GOOD, sub: '' })],
  ['a sub of 201 characters', token({ ...GOOD, sub: 'x'.repeat(201) })],
  ['a sub that is a number', token({ ...GOOD, sub: 1 })],
  ['a sub that is a list', token({ ...GOOD, sub: ['user-1'] })],
  ['a sub with half a character', token({ ...GOOD, sub: 'a\ud800' })],
  ['no exp', token({ sub: 'user-1' })],
  ['an exp that is a text', token({ ...GOOD, exp: `${GOOD.exp}` })],
  ['exp more than 30 days ahead', token({ ...GOOD, exp: S + 30 * 86_400 + 1 })],
  ['exp in milliseconds', token({ ...GOOD, exp: NOW + 600_000 })],
  ['nbf in five minutes', token({ ...GOOD, nbf: S + 300 })],
  ['aud of another site', token({ ...GOOD, aud: 'other' })],
  ['aud of other sites', token({ ...GOOD, aud: ['other', 'shop2'] })],
  ['an empty aud', token({ ...GOOD, aud: '' })],
  ['claims that are a list', token([GOOD])],
  ['no token', 'x'.repeat(40)],
  ['five parts', `${token(GOOD)}.a.b`],
  ['another signature under an expired one', token({ ...GOOD, exp: 1 }, { secret: FOREIGN })],
])('[X1] a token is refused: %s', async (_what, given) => {
  expect(await outcome(given)).toBe('token_invalid');
});

it('[X1] a site without a secret takes no token; a secret that was ended takes none either', async () => {
  await expect(readToken(token(GOOD), { id: SITE }, NOW)).rejects.toMatchObject({ code: 'token_invalid' });
  const ended = { id: SITE, identitySecrets: [NEW] };
  await expect(readToken(token(GOOD, { secret: OLD.secret }), ended, NOW)).rejects.toMatchObject({ code: 'token_invalid' });
});

it('[X1] address and name come from the token; what is none is left out', async () => {
  const read = async (claims: object) => (await readToken(token({ ...GOOD, ...claims }), site, NOW)).profile;
  expect(await read({ email: 'ann@shop.example', name: 'Ann' })).toEqual({ email: 'ann@shop.example', name: 'Ann' });
  expect(await read({ email: null, name: 'two\nlines' })).toEqual({});
  expect(await read({ email: { $ne: null }, name: 'x'.repeat(101) })).toEqual({});
});

it('[X1] a user is one visitor with one conversation, in one site of one install, as no random id can be', () => {
  const idsOf = createUserIds('secret of the install');
  const ids = idsOf(SITE, 'user-1');
  expect(idsOf(SITE, 'user-1')).toEqual(ids);
  expect(ids.visitorId).toMatch(/^u_[0-9a-f]{32}$/);
  expect(isVerified(ids.visitorId)).toBe(true);
  expect(isVerified(randomId())).toBe(false);
  const others = [idsOf(SITE, 'user-2'), idsOf('blog' as SiteId, 'user-1'), createUserIds('another install')(SITE, 'user-1')];
  expect(new Set([ids, ...others].flatMap(({ visitorId, conversationId }) => [visitorId.slice(2), conversationId])).size).toBe(8);
});

it('[G3] the grant of a verified visitor ends with the token and is not renewed; that of an anonymous one is', () => {
  const grants = createGrants('secret of the install', 90);
  const verified = { ...createUserIds('secret of the install')(SITE, 'user-1'), expiresAt: NOW + 1_000 };
  expect(grants.renew(verified, NOW)).toEqual(verified);
  grants.requireFresh(verified, NOW);
  expect(() => grants.requireFresh(verified, NOW + 1_000)).toThrow('grant_invalid');
  expect(() => grants.renew(verified, NOW + 1_000)).toThrow('grant_invalid');
  const anonymous = grants.create(SITE, NOW);
  expect(grants.renew(anonymous, NOW + 100 * 86_400_000).expiresAt).toBe(NOW + 190 * 86_400_000);
});

it('[X1] where identity is required nobody is let in without one', () => {
  const settings = (identity: 'optional' | 'required') => ({ settings: { identity } as never });
  const [verified, anonymous] = ['u_1', 'abc'] as VisitorId[] as [VisitorId, VisitorId];
  for (const who of [verified, anonymous, null]) requireIdentity(settings('optional'), who);
  requireIdentity(settings('required'), verified);
  for (const who of [anonymous, null]) expect(() => requireIdentity(settings('required'), who)).toThrow('identity_required');
});
