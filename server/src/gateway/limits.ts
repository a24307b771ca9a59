import type { Config } from '../config.ts';

/** A token bucket as plain data: `take` refills it by the time that passed. No timers. */
export interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Takes one token.
 * @returns 0 when there was one, else the milliseconds until there is
 */
export function take(bucket: Bucket, now: number, perSecond: number, burst: number): number {
  bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) * perSecond) / 1_000);
  bucket.at = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  return Math.ceil(((1 - bucket.tokens) * 1_000) / perSecond);
}

/** The address of a client: X-Forwarded-For is believed only from proxies that are named. */
export function clientAddress(remote: string | undefined, forwarded: string | string[] | undefined, trusted: ReadonlySet<string>): string {
  const direct = (remote ?? 'unknown').replace(/^::ffff:/, '');
  if (!trusted.has(direct)) return direct;
  const hops = [forwarded ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  // From the right: the first hop that is not one of our proxies is the client; what is left of it may be forged.
  return hops.reverse().find((hop) => !trusted.has(hop)) ?? direct;
}

export interface AddressLimits {
  /** False when this address opens too many sockets at once or a second. */
  admits(address: string): boolean;
  opened(address: string): void;
  closed(address: string): void;
}

/** Open sockets and new sockets a second, for each address. Local to this gateway (DESIGN §5.15). */
export function createAddressLimits(limits: Config['limits'], now: () => number): AddressLimits {
  const open = new Map<string, { count: number; connects: Bucket }>();
  const entry = (address: string) => {
    let found = open.get(address);
    if (!found) {
      found = { count: 0, connects: { tokens: limits.connectsPerIp, at: now() } };
      open.set(address, found);
    }
    return found;
  };
  return {
    admits(address) {
      const { count, connects } = entry(address);
      return count < limits.socketsPerIp && take(connects, now(), limits.connectsPerIp, limits.connectsPerIp) === 0;
    },
    opened(address) {
      entry(address).count += 1;
    },
    closed(address) {
      const found = entry(address);
      found.count -= 1;
      if (found.count <= 0) open.delete(address);
    },
  };
}
