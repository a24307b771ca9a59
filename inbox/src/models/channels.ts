import type { ChannelName, ChannelsAnswer } from '@parley/shared-types/http.ts';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { AdminDeps } from './install.ts';
import type { OkOf } from './site-info.ts';

export type ChannelShown = OkOf<ChannelsAnswer>['channels'][number];
/** How a test went. */
export interface Tested {
  readonly ok: boolean;
  readonly words: string;
  /** What the other side said, for who looks it up. */
  readonly reason: string | null;
}

/** The channels page: what is set up, and tests that really send. */
export function createChannels({ api, siteId }: Pick<AdminDeps, 'api' | 'siteId'>) {
  const channels = signal<readonly ChannelShown[] | null>(null);
  const problem = signal<string | null>(null);
  const tested = signal<Partial<Record<ChannelName, Tested | 'sending'>>>({});
  const put = (name: ChannelName, how: Tested | 'sending') => {
    tested.value = { ...tested.peek(), [name]: how };
  };
  const load = async () => {
    const answer = await api<OkOf<ChannelsAnswer>>('GET', `/api/sites/${siteId}/channels`);
    if (answer.ok) channels.value = answer.channels;
    else problem.value = answer.message;
  };
  void load();
  return {
    channels: channels as ReadonlySignal<readonly ChannelShown[] | null>,
    problem: problem as ReadonlySignal<string | null>,
    tested: tested as ReadonlySignal<Partial<Record<ChannelName, Tested | 'sending'>>>,
    /** @param sent words when it has gone out */
    async test(name: ChannelName, sent: string) {
      if (tested.peek()[name] === 'sending') return;
      put(name, 'sending');
      const answer = await api('POST', `/api/sites/${siteId}/channels/${name}/test`);
      if (answer.ok) put(name, { ok: true, words: sent, reason: null });
      else put(name, { ok: false, words: answer.message, reason: [answer.code, answer.problems?.reason].filter(Boolean).join(', ') });
    },
    close() {},
  };
}
export type Channels = ReturnType<typeof createChannels>;
