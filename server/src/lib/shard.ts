import { crc32 } from 'node:zlib';
import { SHARDS } from '@parley/shared-types/topics.ts';

/** The shard that keeps a conversation in order: crc32 of `site:conversation` modulo SHARDS, for ever. */
export function shardOf(siteId: string, conversationId: string): number {
  return crc32(`${siteId}:${conversationId}`) % SHARDS;
}
