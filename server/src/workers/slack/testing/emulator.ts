/** For tests: Slack's Web API on the loopback, and what a person would see in the channel. */
import { createEmulator } from 'emulate';

const TOKEN = 'test_token_admin';

interface Posted {
  readonly ts: string;
  readonly text: string;
}
interface Answer {
  readonly messages: readonly Posted[];
  readonly channels: readonly { readonly id: string; readonly name: string }[];
}

export async function startSlackEmulator() {
  const emulator = await createEmulator({ service: 'slack', port: 0 });
  const ask = async (method: string, args: Record<string, string>): Promise<Answer> => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(`${emulator.url}/api/${method}`, { method: 'POST', headers, body: new URLSearchParams(args) });
    return (await answer.json()) as Answer;
  };
  const channelId = async (name = 'general') => (await ask('conversations.list', {})).channels.find((each) => each.name === name)?.id ?? '';
  const channel = await channelId();
  const settings = { token: TOKEN, channel, apiUrl: `${emulator.url}/api/` };
  return {
    url: emulator.url,
    settings,
    /** The settings of a process that posts here. */
    env: { SLACK_BOT_TOKEN: TOKEN, SLACK_CHANNEL: channel, SLACK_API_URL: settings.apiUrl },
    ask,
    channelId,
    /** All posts of a channel: each thread as the texts of its posts, oldest first. What the emulator seeds is left out. */
    async threads(isOurs: (text: string) => boolean = (text) => /[:\]] |resolved|job/.test(text)): Promise<string[][]> {
      const { messages } = await ask('conversations.history', { channel, limit: '500' });
      const own = messages.filter(({ text }) => isOurs(text)).reverse();
      const answers = await Promise.all(own.map(({ ts }) => ask('conversations.replies', { channel, ts, limit: '1000' })));
      return answers.map((answer) => answer.messages.map(({ text }) => text));
    },
    close: () => emulator.close(),
  };
}
export type SlackEmulator = Awaited<ReturnType<typeof startSlackEmulator>>;
