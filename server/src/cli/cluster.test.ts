import { expect, it } from 'vitest';
import { ROLES, readConfig } from '../config.ts';
import { processesOf } from './cluster.ts';

it('[O11] an install has two gateways, and a process for each worker that has its settings', () => {
  const bare = processesOf(readConfig({ DATA_DIR: '/data', PORT: '80' }));
  expect(bare['gateway-1']).toEqual({ ROLES: 'gateway,api', PORT: '80', DATA_DIR: '/data/gateway-1' });
  expect(bare['gateway-2']).toMatchObject({ PORT: '81' });
  expect(Object.keys(bare)).toEqual(expect.arrayContaining(['persist', 'search']));
  expect(Object.keys(bare)).not.toContain('slack');
  const slack = processesOf(readConfig({ SLACK_BOT_TOKEN: 'x', SLACK_CHANNEL: 'c', PORT: '0' }));
  expect(slack.slack).toMatchObject({ ROLES: 'slack', PORT: '0' });
  expect(slack['gateway-2']).toMatchObject({ PORT: '0' });
  const named = [...Object.values(bare), ...Object.values(slack)].flatMap(({ ROLES: roles = '' }) => roles.split(','));
  expect(named.every((role) => (ROLES as readonly string[]).includes(role))).toBe(true);
});
