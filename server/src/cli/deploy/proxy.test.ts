import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../paths.ts';
import { openCommands, readStates, renderProxy, SLOTS, serverLines, stateCommands } from './proxy.ts';

const route = { colour: 'b', urls: ['http://127.0.0.1:4001', 'http://127.0.0.1:4002'] } as const;

it('[O11] the configuration of the proxy has the live gateways, and places that rest for the next release', () => {
  const lines = serverLines(route).split('\n');
  expect(lines).toHaveLength(2 * SLOTS);
  expect(lines.filter((line) => !line.includes('disabled'))).toEqual([
    '  server b-1 127.0.0.1:4001 check',
    '  server b-2 127.0.0.1:4002 check',
  ]);
  const template = readFileSync(join(ROOT, 'deploy', 'haproxy.cfg'), 'utf8');
  const text = renderProxy(template, { socket: '/run/proxy.sock', bind: '127.0.0.1:80', servers: serverLines(route) });
  expect(text).not.toMatch(/\{\{|\}\}/);
  expect(text.split('server b-1 127.0.0.1:4001')).toHaveLength(3);
});

it('[O11] a tunnel outlives the ping, and a page that only loads the widget gets no cookie from the proxy', () => {
  const template = readFileSync(join(ROOT, 'deploy', 'haproxy.cfg'), 'utf8');
  const seconds = (name: string) => Number(new RegExp(`^ {2}timeout ${name} (\\d+)s$`, 'm').exec(template)?.[1]);
  for (const name of ['client', 'server', 'tunnel']) expect(seconds(name)).toBeGreaterThan(45);
  expect(template).not.toMatch(/^\s*cookie /m);
});

it('[O11] traffic is moved in every backend: addresses first, then the state', () => {
  expect(openCommands({ colour: 'a', urls: ['http://127.0.0.1:7'] })).toEqual([
    'set server gateways/a-1 addr 127.0.0.1 port 7',
    'set server gateways/a-1 state ready',
    'set server polling/a-1 addr 127.0.0.1 port 7',
    'set server polling/a-1 state ready',
  ]);
  expect(stateCommands('b', 'drain')).toHaveLength(2 * SLOTS);
});

it('[O11] the state of each server is read from what the proxy tells, whatever columns there are', () => {
  const csv =
    '# pxname,svname,extra,status,type,\npublic,FRONTEND,,OPEN,0,\ngateways,a-1,x,UP 1/2,2,\ngateways,BACKEND,,UP,1,\npolling,b-1,,MAINT,2,\n\n';
  expect([...readStates(csv)]).toEqual([
    ['gateways/a-1', 'UP 1/2'],
    ['polling/b-1', 'MAINT'],
  ]);
  expect(readStates('').size).toBe(0);
});
