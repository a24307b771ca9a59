import { randomId } from '../../lib/ids.ts';
import type { Store } from '../../store/store.ts';
import {
  type EffectDefinition,
  type JobInHand,
  joinWorkers,
  runEffectWorker,
  runJobWorker,
  type Worker,
  type WorkerDeps,
} from '../../worker/index.ts';
import { createSlackClient, type Mark, type SlackClient, type SlackSettings } from './client.ts';
import { decidePost, type Post } from './decide.ts';
import { diagnoseSlack } from './diagnose.ts';
import { escapeSlack } from './format.ts';
import { createTurns } from './turns.ts';

interface SlackDeps extends Omit<WorkerDeps, 'ping'> {
  readonly store: Pick<Store, 'log' | 'effects' | 'sites' | 'conversations' | 'meta'>;
  /** `channel` gets a thread for each conversation. */
  readonly settings: SlackSettings & { readonly channel: string };
}

/** Each conversation is one thread in the channel; `providerId` of its row is the ts of the post that opened it. */
function slackEffect(slack: SlackClient, channel: string): EffectDefinition<Post> {
  const mark = (key: string, { seq }: Post, conversation: string): Mark => ({
    type: 'parley_message',
    key,
    details: { conversation, seq },
  });
  return {
    worker: 'slack',
    targets: () => [channel],
    plan: ({ doneSeq }, entries) => decidePost(entries, doneSeq),
    async act({ row, action, key }) {
      const { target, providerId: thread } = row;
      const ts = await slack.post({ channel: target, thread, text: action.text, mark: mark(key, action, row.conversationId) });
      return thread === null ? { providerId: ts } : {};
    },
    async lookup({ row, action, key }) {
      const where = { channel: row.target, thread: row.providerId, since: action.since };
      const ts = await slack.find(where, mark(key, action, row.conversationId));
      if (ts === null) return null;
      return row.providerId === null ? { providerId: ts } : {};
    },
  };
}

function sendMessage(slack: SlackClient, defaultChannel: string) {
  return async ({ id, at, payload, maybeDone }: JobInHand<'slack:send_message'>): Promise<void> => {
    const channel = payload.channel ?? defaultChannel;
    const mark: Mark = { type: 'parley_job', key: id };
    if (maybeDone && (await slack.find({ channel, thread: null, since: at }, mark)) !== null) return;
    await slack.post({ channel, thread: null, text: escapeSlack(payload.text), mark });
  };
}

function takeTurns(slack: SlackClient, clock: WorkerDeps['clock']): SlackClient {
  const inTurn = createTurns(clock);
  return { post: (post) => inTurn(post.channel, () => slack.post(post)), find: slack.find };
}

/** Returns what posts that posts arrive. @throws ParleyError `slack_*` that says which setting is wrong */
export function createSlackTest({ channel, ...settings }: SlackDeps['settings']): () => Promise<void> {
  const slack = createSlackClient(settings);
  return async () => {
    const mark: Mark = { type: 'parley_job', key: randomId() };
    try {
      await slack.post({ channel, thread: null, text: 'This is a test: Parley posts its conversations here.', mark });
    } catch (error) {
      throw diagnoseSlack(error);
    }
  };
}

/**
 * Starts the Slack worker: threads that follow the conversations, and the job `slack:send_message`.
 * @returns when it consumes both queues
 */
export async function startSlack({ settings, ...given }: SlackDeps): Promise<Worker> {
  const deps = { ...given, ping: () => given.store.meta.ping() };
  const slack = takeTurns(createSlackClient(settings), deps.clock);
  const worker = joinWorkers([
    runEffectWorker(slackEffect(slack, settings.channel), deps),
    runJobWorker({ worker: 'slack', handlers: { 'slack:send_message': sendMessage(slack, settings.channel) } }, deps),
  ]);
  await worker.ready;
  return worker;
}
