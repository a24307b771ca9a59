import { SHARD_VECTORS } from '@parley/shared-types/topics.ts';
import { expect, it } from 'vitest';
import { shardOf } from './shard.ts';

it.each(SHARD_VECTORS)('[B4] conversation %s:%s belongs to shard %i in every language and release', (site, conversation, shard) => {
  expect(shardOf(site, conversation)).toBe(shard);
});
