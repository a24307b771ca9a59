/** Run by sqlite-store.test.ts as a process of its own that gets killed: `child.ts FILE`. Tells on stdout what is stored. */
import type { ConversationId } from '@parley/shared-types/model.ts';
import { openSqlite } from '../../lib/sqlite.ts';
import { newEntry, newProjection, SITE } from '../contract/fixtures.ts';
import { openStoreOn } from './kit.ts';

const LANES = 10;
const BATCH = 3;

const store = openStoreOn(openSqlite(process.argv[2] ?? ''));

/** Inserts for ever; says which entries are stored as soon as the store has said so. */
async function lane(name: string): Promise<void> {
  const key = { siteId: SITE, conversationId: name as ConversationId };
  for (let head = 0; ; head += BATCH) {
    const entries = Array.from({ length: BATCH }, (_, index) => newEntry(key, head + index + 1));
    await store.log.insert(entries);
    process.stdout.write(entries.map(({ seq, id }) => `${name} ${seq} ${id}\n`).join(''));
    await store.conversations.project([newProjection(key, head + BATCH)]);
  }
}

await Promise.all(Array.from({ length: LANES }, (_, index) => lane(`lane_${index}`)));
