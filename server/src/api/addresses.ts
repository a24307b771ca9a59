import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

type Interfaces = Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal'>[] | undefined>>;

/**
 * The host under which a server that listens on `listening` is reached: itself, or where it listens on all addresses the first
 * one of this machine that others can see.
 */
export function reachableHost(listening: string, interfaces: Interfaces = networkInterfaces()): string {
  if (!['0.0.0.0', '::'].includes(listening)) return listening.includes(':') ? `[${listening}]` : listening;
  const seen = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'));
  return seen?.address ?? 'localhost';
}
