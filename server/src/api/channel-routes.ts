import { ERRORS } from '@parley/shared-types/errors.ts';
import type { ChannelName, ChannelsAnswer, MailReplies } from '@parley/shared-types/http.ts';
import type { FastifyInstance } from 'fastify';
import { isCoded, ParleyError, refusalWithMend } from '../lib/errors.ts';
import type { Access } from './access.ts';
import { createAllowance, ownUrl } from './requests.ts';

/** A way out of the chat that is set up, as this process knows it. */
export interface ChannelTest {
  /** The sender of mails, or the channel in Slack. */
  readonly place: string;
  /** Really sends. @param to the operator who asks @param url where the pages are @throws ParleyError that says what is wrong */
  send(to: string, url: string): Promise<void>;
  /** Whether what is sent can be answered; absent where that is no question. */
  readonly replies?: Pick<MailReplies, 'domain' | 'port'>;
}
/** null: this process has no settings for it. */
export type ChannelTests = Readonly<Record<ChannelName, ChannelTest | null>>;

export interface ChannelRoutesDeps {
  readonly access: Access;
  readonly publicUrl: string | null;
  /** Given by the composition root: what sends is the workers' own. */
  readonly channels: ChannelTests;
}

/** What switches a channel on (docs/config.md). */
const SETTINGS: Readonly<Record<ChannelName, readonly string[]>> = {
  email: ['SMTP_URL', 'MAIL_FROM'],
  slack: ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL'],
};
const REPLY_SETTINGS = ['MAIL_REPLY_DOMAIN', 'INBOUND_MAIL_PORT'];
const NAMES = Object.keys(SETTINGS) as ChannelName[];

/** Whether mails and Slack are set up, and whether they arrive (shared-types/src/http.ts). */
export function installChannelRoutes(app: FastifyInstance, { access, publicUrl, channels }: ChannelRoutesDeps): void {
  const mayTest = createAllowance(20, 600);
  app.get('/api/sites/:site/channels', async (request): Promise<ChannelsAnswer> => {
    await access.member(request, 'admin');
    const shown = NAMES.map((name) => {
      const replies = channels[name]?.replies;
      const more = replies ? { replies: { ...replies, settings: REPLY_SETTINGS } } : {};
      return { name, place: channels[name]?.place ?? null, settings: SETTINGS[name], ...more };
    });
    return { ok: true, channels: shown };
  });
  app.post('/api/sites/:site/channels/:channel/test', async (request, reply) => {
    const { operator } = await access.member(request, 'admin');
    const name = NAMES.find((one) => one === (request.params as { channel: string }).channel);
    if (!name) throw new ParleyError('not_found');
    await mayTest(operator.id);
    try {
      const channel = channels[name];
      if (!channel) throw new ParleyError('channel_off');
      await channel.send(operator.email, ownUrl(request, publicUrl));
      return { ok: true };
    } catch (error) {
      if (!isCoded(error)) throw error;
      // Who may test may know the reason, which elsewhere stays in the log.
      const problems = error.detail === undefined ? {} : { problems: { reason: error.detail } };
      return reply.code(ERRORS[error.code].status).send({ ...refusalWithMend(error), ...problems });
    }
  });
}
