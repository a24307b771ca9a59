/** Signatures by Standard Webhooks (https://www.standardwebhooks.com): own ten lines, tried against the package of that name. Pure. */
import { createHmac, randomBytes } from 'node:crypto';
import type { HookSecret } from '../../store/hook-store.ts';

const PREFIX = 'whsec_';
/** How long the secret before stays good, so that receivers can change over. */
const OVERLAP_MS = 86_400_000;

/** What signs from now on: a new secret, and for a day the newest one of before. */
export function rotateSecrets(secrets: readonly HookSecret[], now: number): readonly HookSecret[] {
  const fresh = { secret: `${PREFIX}${randomBytes(32).toString('base64')}`, createdAt: now, until: null };
  return [fresh, ...secrets.slice(0, 1).map((old) => ({ ...old, until: now + OVERLAP_MS }))];
}

function signatureOf(secret: string, signed: string): string {
  return createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
    .update(signed)
    .digest('base64');
}

/** Headers that say who sent a body, and when: a signature for each secret that is good now. */
export function signedHeaders(secrets: readonly HookSecret[], id: string, body: string, now: number): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(now / 1_000));
  const good = secrets.filter(({ until }) => until === null || until > now);
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': good.map(({ secret }) => `v1,${signatureOf(secret, `${id}.${seconds}.${body}`)}`).join(' '),
  };
}
