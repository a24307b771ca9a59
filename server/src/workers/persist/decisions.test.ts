import type { EntriesFrame, FailedFrame, MessageStored, MessageSubmitted } from '@parley/shared-types/events.ts';
import { expect, it } from 'vitest';
import { ParleyError } from '../../lib/errors.ts';
import { settle } from '../../worker/testing/manual-clock.ts';
import { submitted } from '../../worker/testing/submitted.ts';
import { createWorkerDeps } from '../../worker/testing/worker-deps.ts';
import { startPersist } from './index.ts';

type More = Partial<Record<keyof MessageSubmitted, unknown>>;

const by = (id: string, body: object = { kind: 'message', text: `of ${id}` }, more: More = {}): More => ({
  author: { kind: 'operator', id, name: id },
  body,
  mayCreate: false,
  ...more,
});

async function createWorld() {
  const world = createWorkerDeps(['slack']);
  const gone: string[] = [];
  const files = {
    removeFiles: async (_key: unknown, goes?: (id: string) => boolean) => void gone.push(...['f1', 'f2'].filter((id) => goes?.(id))),
  };
  await startPersist({ ...world.deps, store: world.store, files, shards: null });
  const send = async (...messages: readonly MessageSubmitted[]) => {
    await world.bus.publish(messages.map((message) => ({ message, trace: 't' })));
    await settle();
  };
  const framesOf = <Type extends 'entries' | 'failed'>(type: Type) =>
    world.bus.frames.filter((frame) => frame.type === type) as Extract<EntriesFrame | FailedFrame, { type: Type }>[];
  const failed = () => framesOf('failed').map(({ clientMsgId, code }) => `${clientMsgId.replaceAll('-', '')} ${code}`);
  const last = () => framesOf('entries').at(-1);
  const bodies = () => world.store.entries('a').map(({ body }) => body);
  return { ...world, gone, send, failed, last, bodies };
}

it('[K9] an answer behind which another operator has answered is refused as answered; the same id without `after` is stored once', async () => {
  const { send, failed, bodies } = await createWorld();
  await send(submitted(1));
  await send(submitted(2, by('ann', undefined, { after: 1 })));
  await send(submitted(3, by('bob', undefined, { after: 1 })));
  expect(failed()).toEqual(['m3 answered']);
  const anyway = submitted(3, by('bob'));
  await send(anyway, anyway);
  await send(anyway);
  expect(bodies()).toHaveLength(3);
  // one's own answers, notes and words of the visitor are no answer of another
  await send(submitted(4, by('bob', undefined, { after: 3 })), submitted(5), submitted(6, by('ann', { kind: 'note', text: 'n' })));
  await send(submitted(7, by('bob', undefined, { after: 3 })));
  expect([bodies().length, failed()]).toEqual([7, ['m3 answered']]);
});

it('[K9] an assignment that nobody decided gives way to one that was decided meanwhile, also in the same batch; one of several gateways counts', async () => {
  const { send, failed, bodies } = await createWorld();
  const give = (n: number, operatorId: string, after: number): MessageSubmitted =>
    submitted(n, {
      author: { kind: 'system', id: 'auto-assign' },
      body: { kind: 'assign', operatorId, name: operatorId },
      after,
      mayCreate: false,
    });
  await send(submitted(1), give(2, 'ann', 1));
  // from another gateway, which may have chosen another; and for the visitor's next words
  await send(give(2, 'bob', 1), submitted(3), give(4, 'bob', 1), give(5, 'bob', 3));
  await send(submitted(6, by('ann', { kind: 'assign', operatorId: 'cleo', name: 'Cleo' })), give(7, 'bob', 4));
  expect(failed()).toEqual(['m2 conflict', 'm4 answered', 'm7 answered']);
  expect(bodies().flatMap((body) => (body.kind === 'assign' ? [body.operatorId] : []))).toEqual(['ann', 'bob', 'cleo']);
});

it('[K9] two answers to the same that arrive in one batch: the second is refused', async () => {
  const { send, failed } = await createWorld();
  await send(submitted(1));
  await send(submitted(2, by('ann', undefined, { after: 1 })), submitted(3, by('bob', undefined, { after: 1 })));
  expect(failed()).toEqual(['m3 answered']);
});

it('[K9] a repeat of an answer that was stored is told again, whoever answered meanwhile', async () => {
  const { send, failed, last } = await createWorld();
  const mine = submitted(2, by('ann', undefined, { after: 1 }));
  await send(submitted(1), mine, submitted(3, by('bob')));
  await send(mine);
  expect([failed(), last()?.entries.map(({ seq }) => seq)]).toEqual([[], [2]]);
});

it('[K9] what a blocked visitor says is refused as blocked, also in the batch of the block; operators and an erasure are not', async () => {
  const { send, failed, bodies, store } = await createWorld();
  const block = (n: number, on: boolean) => submitted(n, by('ann', { kind: 'block', on }));
  await send(submitted(1), block(2, true), submitted(3));
  store.operations.length = 0;
  await send(submitted(4));
  // asked once more, whether it is a repeat of before; the head is known
  expect(store.operations).toEqual(['log.find']);
  await send(submitted(5, by('ann')), submitted(6, { body: { kind: 'erase' } }), submitted(1));
  expect([failed(), bodies().map(({ kind }) => kind)]).toEqual([
    ['m3 blocked', 'm4 blocked'],
    ['erased', 'erased', 'erased', 'erase'],
  ]);
  await send(block(7, false), submitted(8));
  expect(failed()).toEqual(['m3 blocked', 'm4 blocked']);
});

it('[K9] an edit changes the message in a new epoch, once however often it is told; an earlier one does not come back', async () => {
  const { send, failed, bodies, last } = await createWorld();
  const edit = (n: number, text: string) => submitted(n, by('ann', { kind: 'edit', of: 2, text }));
  await send(submitted(1), submitted(2, by('ann')));
  expect(last()?.epoch).toBe('1.1');
  await send(edit(3, 'better'));
  expect(last()).toMatchObject({ epoch: '1.2', entries: [{ seq: 3, audience: 'operators' }] });
  await send(edit(3, 'better'));
  expect(last()).toMatchObject({ epoch: '1.2' });
  await send(edit(4, 'best'));
  await send(edit(3, 'better'));
  expect(bodies()[1]).toEqual({ kind: 'message', text: 'best', isEdited: true });
  await send(submitted(5));
  expect([last()?.epoch, failed()]).toEqual(['1.3', []]);
});

it('[K9] what was said otherwise or taken back in the same batch is told as it is now, to clients and to effects', async () => {
  const { send, last, bus } = await createWorld();
  await send(submitted(1));
  const [said, taken] = [submitted(2, by('ann')), submitted(3, by('ann'))];
  const edit = (n: number, of: number, text: string) => submitted(n, by('ann', { kind: 'edit', of, text }));
  await send(
    said,
    taken,
    edit(4, 2, 'first'),
    edit(5, 3, 'secret'),
    edit(6, 2, 'better'),
    submitted(7, by('ann', { kind: 'remove', of: 3 })),
  );
  const told = last()?.entries.map(({ body }) => (body.kind === 'message' ? body.text : body.kind));
  expect(told).toEqual(['better', 'erased', 'edit', 'erased', 'edit', 'remove']);
  const [event] = bus.waiting('events.slack').slice(-1) as readonly MessageStored[];
  expect(event?.entries).toEqual(last()?.entries);
  expect(JSON.stringify([last(), event])).not.toContain('secret');
});

it('[K11] a crash at any step of a removal repeats it: the message and its file are gone once, in one new epoch, and all is told', async () => {
  for (const step of ['amend', 'read', 'publish']) {
    const { send, store, bus, clock, bodies, last, gone } = await createWorld();
    const file = { id: 'f1', name: 'a.png', type: 'image/png', size: 1 };
    await send(submitted(1), submitted(2, by('ann', { kind: 'message', text: 'see', files: [file] })));
    let crashes = 2;
    const crash = () => {
      if (crashes-- > 0) throw new ParleyError('unavailable');
    };
    if (step === 'publish') bus.onPublish = ({ message }) => void ('type' in message && message.type === 'message.stored' && crash());
    else
      store.before = (name) => {
        if (step === 'amend' ? name === 'amend' : name === 'log.since') crash();
      };
    await send(submitted(3, by('ann', { kind: 'remove', of: 2 })));
    await clock.advance(10_000);
    expect([step, bodies()[1], last()?.epoch, new Set(gone)]).toEqual([step, { kind: 'erased' }, '1.2', new Set(['f1'])]);
    expect((bus.waiting('events.slack').at(-1) as MessageStored).entries).toMatchObject([{ seq: 3, body: { kind: 'remove' } }]);
    await send(submitted(4));
    expect([last()?.epoch, last()?.entries.map(({ seq }) => seq)]).toEqual(['1.2', [4]]);
  }
});

it('[K9] what is taken back is erased with its files; only its author may, and only what is there', async () => {
  const { send, failed, bodies, gone, last } = await createWorld();
  const remove = (n: number, who: string, of: number) => submitted(n, by(who, { kind: 'remove', of }));
  const withFile = { kind: 'message', text: 'see', files: [{ id: 'f1', name: 'a.png', type: 'image/png', size: 1 }] };
  await send(submitted(1), submitted(2, by('ann', withFile)));
  await send(remove(3, 'bob', 2), remove(4, 'ann', 1), remove(5, 'ann', 9), remove(6, 'ann', 2));
  expect(failed()).toEqual(['m3 forbidden', 'm4 forbidden', 'm5 not_found']);
  expect([bodies()[1], gone, last()?.epoch]).toEqual([{ kind: 'erased' }, ['f1'], '1.2']);
  await send(submitted(7, by('ann', { kind: 'edit', of: 2, text: 'again' })));
  expect(failed().at(-1)).toBe('m7 not_found');
});
