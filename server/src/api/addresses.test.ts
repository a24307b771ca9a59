import { expect, it } from 'vitest';
import { reachableHost } from './addresses.ts';

const loopback = { address: '127.0.0.1', family: 'IPv4', internal: true } as const;
const lan = { address: '192.168.1.5', family: 'IPv4', internal: false } as const;
const lan6 = { address: 'fe80::1', family: 'IPv6', internal: false } as const;
const unset = { address: '169.254.3.4', family: 'IPv4', internal: false } as const;

it.each([
  ['127.0.0.1', { lo: [loopback], eth0: [lan] }, '127.0.0.1'],
  ['192.168.1.5', {}, '192.168.1.5'],
  ['chat.lan', {}, 'chat.lan'],
  ['::1', {}, '[::1]'],
  ['0.0.0.0', { lo: [loopback], eth0: [lan6, unset, lan] }, '192.168.1.5'],
  ['::', { lo: [loopback], eth0: [lan] }, '192.168.1.5'],
  ['0.0.0.0', { lo: [loopback], eth0: [lan6] }, 'localhost'],
  ['0.0.0.0', { eth0: undefined }, 'localhost'],
] as const)('[O2] listening on %s of a machine with %j, up tells the host %s', (listening, interfaces, host) => {
  expect(reachableHost(listening, interfaces)).toBe(host);
});
