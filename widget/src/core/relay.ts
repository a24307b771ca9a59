/** How tabs speak through the one that leads: the two ends of a channel between them. */
import { RETRY, type Reply, type Transport } from './transport.ts';

/** Something for the leader to pass on; without a number nobody waits for an answer. */
export interface CallMessage {
  readonly kind: 'call';
  readonly to: string;
  readonly from: string;
  readonly n: number | null;
  readonly event: string;
  readonly body: object;
}
export interface ReplyMessage {
  readonly kind: 'reply';
  readonly to: string;
  readonly n: number;
  readonly reply: Reply;
}

/** A follower's end. */
export function createCaller(id: string, post: (message: CallMessage) => void) {
  const waiting = new Map<number, (reply: Reply) => void>();
  let lastNumber = 0;
  const call = (to: string, n: number | null, event: string, body: object) => post({ kind: 'call', to, from: id, n, event, body });
  return {
    to: (leader: string): Pick<Transport, 'request' | 'notify'> => ({
      request: (event, body) =>
        new Promise((resolve) => {
          waiting.set(++lastNumber, resolve);
          call(leader, lastNumber, event, body);
        }),
      notify: (event, body) => call(leader, null, event, body),
    }),
    hear({ n, reply }: ReplyMessage) {
      waiting.get(n)?.(reply);
      waiting.delete(n);
    },
    /** Nobody answers any more: the outbox sends again under the same id. */
    giveUp() {
      for (const settle of waiting.values()) settle(RETRY);
      waiting.clear();
    },
  };
}

/** Asks once what several tabs ask at the same time: who has no grant yet gets one for all, and no message goes out twice. */
function shareRequests(request: Transport['request']): Transport['request'] {
  const open = new Map<string, Promise<Reply>>();
  return (event, body) => {
    const key = event === 'open' ? JSON.stringify(body) : (body as { clientMsgId?: string }).clientMsgId;
    if (key === undefined) return request(event, body);
    const reply = open.get(key) ?? request(event, body).finally(() => open.delete(key));
    open.set(key, reply);
    return reply;
  };
}

/** The leader's end: the connection, for its own session and for those of the other tabs. */
export function createLead(transport: Transport, post: (message: ReplyMessage) => void) {
  const request = shareRequests(transport.request);
  return {
    ...transport,
    request,
    hear({ from, n, event, body }: CallMessage) {
      if (n === null) transport.notify(event, body);
      else void request(event, body).then((reply) => post({ kind: 'reply', to: from, n, reply }));
    },
  };
}
