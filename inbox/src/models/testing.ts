import type { Timers } from '@parley/widget/core/time.ts';
import type { Link, Reply, Transport } from '@parley/widget/core/transport.ts';
import type { CallApi } from '../lib/api.ts';

export const ZERO = { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } };
const HELLO = {
  ok: true,
  v: 1,
  operator: { id: 'o', name: 'Ann', email: 'ann@example.test' },
  sites: [{ siteId: 's', name: 'Shop', role: 'owner', color: '#5b54d6' }],
  channels: { email: true, slack: true },
} as const;

/** A wire whose other end the test is. */
export function fakeTransport() {
  const calls: { event: string; body: Record<string, unknown> }[] = [];
  const notes: { event: string; body: Record<string, unknown> }[] = [];
  const pushes = new Map<string, (push: never) => void>();
  const links: ((link: Link, refusal: null) => void)[] = [];
  let link: Link = 'online';
  const answers: Record<string, () => Reply> = {
    hello: () => HELLO,
    changes: () => ({ ok: true, rows: [], cursor: { changedAt: 1, id: '' }, more: false }),
    list: () => ({ ok: true, rows: [], more: false }),
    sync: () => ({ ok: true, epoch: '1.1', head: 0, entries: [], recovered: true, registers: ZERO }),
    send: () => ({ ok: true }),
    delivery: () => ({ ok: true, effects: [] }),
    redo: () => ({ ok: true }),
  };
  const transport: Transport = {
    async request(event, body) {
      if (link !== 'online') return { ok: false, code: 'retry', message: '' };
      calls.push({ event, body: body as Record<string, unknown> });
      return answers[event]?.() ?? { ok: false, code: 'unavailable', message: '' };
    },
    notify: (event, body) => void notes.push({ event, body: body as Record<string, unknown> }),
    on(event, call) {
      pushes.set(event, call);
      return () => void pushes.delete(event);
    },
    onLink(call) {
      links.push(call);
      return () => void links.splice(links.indexOf(call), 1);
    },
    link: () => link,
    close: () => {},
  };
  return {
    transport,
    answers,
    asked: (event: string) => calls.filter((call) => call.event === event).map(({ body }) => body),
    told: (event: string) => notes.filter((note) => note.event === event).map(({ body }) => body),
    push: (event: string, value: object) => pushes.get(event)?.(value as never),
    listeners: () => pushes.size + links.length,
    setLink(next: Link) {
      link = next;
      for (const call of links) call(next, null);
    },
  };
}

/** REST whose other end the test is: what it does not answer is forbidden. */
export function fakeApi(answers: Record<string, object>) {
  const asked: { call: string; body: unknown }[] = [];
  const api: CallApi = async (method, path, body) => {
    asked.push({ call: `${method} ${path}`, body });
    return (answers[`${method} ${path}`] ?? { ok: false, code: 'forbidden', message: 'You may not do this here.' }) as never;
  };
  return { api, asked, count: (call: string) => asked.filter((one) => one.call === call).length };
}

/** Time that moves when the test says so. */
export function manualTimers() {
  let now = 1_000_000;
  const alarms = new Set<{ at: number; call: () => void }>();
  const timers: Timers = {
    now: () => now,
    after(ms, call) {
      const alarm = { at: now + ms, call };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    random: () => 0.5,
  };
  return {
    timers,
    count: () => alarms.size,
    pass(ms: number) {
      const end = now + ms;
      for (;;) {
        const next = [...alarms].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = next.at;
        alarms.delete(next);
        next.call();
      }
      now = end;
    },
  };
}

/** Waits until what was answered has been taken in; never for time. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 0));
}
