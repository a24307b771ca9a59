/** Limits and outages: what is refused, what resumes, what close waits for. */
import { expect, vi } from 'vitest';
import type { Bus, Publication } from '../bus.ts';
import {
  type BusUnderTest,
  type Case,
  collect,
  createRecord,
  frame,
  job,
  SHARD_QUEUE,
  SHARED,
  SITE,
  submitted,
  textOf,
  texts,
} from './kit.ts';

/** As long as a message may be, so that it needs space on a disk. */
const LONG = 'x'.repeat(8_000);
const SOON = { timeout: 60_000, interval: 100 };

function outageOf(kit: BusUnderTest) {
  if (!kit.outage) throw new Error('this adapter has no outage: give it one, or a difference with a reason');
  return kit.outage;
}

/** Publishes until it is taken: what a client does that is told `busy`. */
const publishSoon = (bus: Bus, publication: Publication) => vi.waitFor(() => bus.publish([publication]), SOON);

const away: Case = {
  rule: 'B12',
  says: 'while messages cannot be taken, `publish` is `busy` at once and keeps nothing',
  async run(kit) {
    const bus = await kit.open();
    const outage = outageOf(kit);
    await bus.publish([submitted('before')]);
    await outage.begin();
    // Until the adapter has seen it, a message may be under way; then all are refused at once.
    await vi.waitFor(() => expect(bus.publish([job(LONG)])).rejects.toMatchObject({ code: 'busy' }), SOON);
    const refused = Date.now();
    await expect(bus.publish([submitted(LONG)])).rejects.toMatchObject({ code: 'busy', retryAfterMs: expect.any(Number) });
    expect(Date.now() - refused).toBeLessThan(2_000);
    expect(bus.health()).not.toBe('up');
    await outage.end();
    await publishSoon(bus, submitted('after'));
    const { texts: seen } = await collect(bus, SHARD_QUEUE);
    expect(await seen(2)).toEqual(['before', 'after']);
    expect(bus.health()).toBe('up');
  },
};

const limit: Case = {
  rule: 'B12',
  says: 'more than the limit in flight is `busy`; what was in flight is taken',
  async run(kit) {
    const bus = await kit.open({ maxInFlight: 10 });
    const flying = texts(1, 10).map((text) => bus.publish([submitted(text)]));
    await expect(bus.publish([submitted('too much')])).rejects.toMatchObject({ code: 'busy', retryAfterMs: expect.any(Number) });
    await Promise.all(flying);
    await bus.publish([submitted('m011')]);
    const { texts: seen } = await collect(bus, SHARD_QUEUE);
    expect(await seen(11)).toEqual(texts(1, 11));
  },
};

const resumes: Case = {
  rule: 'B15',
  says: 'after an outage a consumer resumes by itself, and `onGap` comes when frames arrive again',
  async run(kit) {
    const bus = await kit.open();
    const outage = outageOf(kit);
    const { seen } = await collect(bus, 'jobs.slack', SHARED);
    const frames = createRecord<string>();
    const gaps = createRecord<'gap'>();
    const broadcasts = await bus.onBroadcast({ onFrame: (got) => frames.add(textOf(got)), onGap: () => gaps.add('gap') });
    await broadcasts.bind(SITE);
    await outage.begin();
    await outage.end();
    await gaps.until(1);
    await publishSoon(bus, job('after'));
    expect((await seen.until(1)).map(({ body }) => textOf(body))).toContain('after');
    await bus.broadcast([frame(SITE, 'f')]);
    expect(await frames.until(1)).toEqual(['f']);
  },
};

const closeWaits: Case = {
  rule: 'B11',
  says: '`close` waits for what is in flight, and may be called twice',
  async run(kit) {
    const bus = await kit.open();
    const flying = texts(1, 50).map((text) => bus.publish([submitted(text)]));
    await Promise.all([bus.close(), bus.close()]);
    const settled = await Promise.allSettled(flying);
    expect(settled.map(({ status }) => status)).toEqual(settled.map(() => 'fulfilled'));
    await bus.close();
    await expect(bus.publish([submitted('late')])).rejects.toMatchObject({ code: 'busy' });
    const { texts: seen } = await collect(await kit.open(), SHARD_QUEUE);
    expect(await seen(50)).toEqual(texts(1, 50));
  },
};

export const outages: readonly Case[] = [away, limit, resumes, closeWaits];
