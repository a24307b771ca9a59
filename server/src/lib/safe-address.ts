/** Which addresses a request that somebody else has chosen may go to (SPEC H3). Pure. */
import { BlockList, isIP } from 'node:net';

const V4_REFUSED = [
  ['0.0.0.0', 8], // this host
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, with the metadata of clouds
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // relays of 6to4
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
] as const;
/** Global unicast only: loopback, unspecified, mapped, NAT64, unique local, link-local and multicast lie outside. */
const V6_GLOBAL = ['2000::', 3] as const;
const V6_REFUSED = [
  ['2001::', 23], // protocol assignments, with Teredo
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4
  ['3fff::', 20], // documentation
] as const;

type Subnets = readonly (readonly [address: string, bits: number])[];
function listOf(subnets: Subnets, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [address, bits] of subnets) list.addSubnet(address, bits, family);
  return list;
}
const refusedV4 = listOf(V4_REFUSED, 'ipv4');
const refusedV6 = listOf(V6_REFUSED, 'ipv6');
const globalV6 = listOf([V6_GLOBAL], 'ipv6');

/** Says whether an IP address is one of the public internet. Anything else, also what is no address, is not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !refusedV4.check(address, 'ipv4');
  return family === 6 && !address.includes('%') && globalV6.check(address, 'ipv6') && !refusedV6.check(address, 'ipv6');
}

export type IsAllowed = (address: string) => boolean;

/** Reads networks like `10.1.0.0/16` or `fd00::/8`. @returns what says whether an address is in one of them; null when a word is no network */
export function readCidrs(words: readonly string[]): IsAllowed | null {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const word of words) {
    const [, address = '', bits = ''] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(word) ?? [];
    const family = isIP(address);
    if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return null;
    const name = family === 4 ? 'ipv4' : 'ipv6';
    lists[name].addSubnet(address, Number(bits), name);
  }
  return (address) => {
    const family = isIP(address);
    if (family === 4) return lists.ipv4.check(address, 'ipv4');
    // A mapped IPv4 address is looked at as what it is written: node would find it in a network of IPv4.
    return family === 6 && !/^::ffff:/i.test(address) && lists.ipv6.check(address, 'ipv6');
  };
}
