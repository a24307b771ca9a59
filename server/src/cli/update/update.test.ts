import { expect, it } from 'vitest';
import { hasNews } from './checkout.ts';
import { parseEnvironment, restartOf } from './running.ts';

const good = { isDirty: false, hasUpstream: true, ahead: 0, behind: 0 };

it('[O10] a branch is moved forward only when that loses nothing', () => {
  expect(hasNews(good)).toBe(false);
  expect(hasNews({ ...good, ahead: 2 })).toBe(false);
  expect(hasNews({ ...good, behind: 1 })).toBe(true);
  expect(() => hasNews({ ...good, behind: 1, isDirty: true })).toThrow('checkout_dirty');
  expect(() => hasNews({ ...good, hasUpstream: false })).toThrow('no_upstream');
  expect(() => hasNews({ ...good, behind: 1, ahead: 1 })).toThrow('branch_diverged');
});

it('[O10] the environment of a process is read as the kernel tells it, without its channel', () => {
  expect(parseEnvironment('A=1\0B=x=y\0NODE_CHANNEL_FD=3\0broken\0EMPTY=\0')).toEqual({ A: '1', B: 'x=y', EMPTY: '' });
});

it('[O10] what runs is started again in its mode, on its port, from its folder', () => {
  const info = { pid: process.pid, port: 4321, url: '', siteId: 'site', setupUrl: null, roles: [] } as never;
  const { words, env } = restartOf({ pid: process.pid, info, cluster: true }, '/data');
  expect(words).toEqual(['up', '--detach', '--json', '--cluster']);
  expect(env).toMatchObject({ PORT: '4321', DATA_DIR: '/data', PATH: process.env.PATH });
  expect(restartOf({ pid: process.pid, info, cluster: false }, '/data').words).not.toContain('--cluster');
});
