import type { MessageSubmitted } from '@parley/shared-types/events.ts';

/** A visitor's message for tests, the `n`-th of conversation `a`, but for what is said otherwise; its id is `mN` filled up with dashes. */
export function submitted(n: number, more: Partial<Record<keyof MessageSubmitted, unknown>> = {}): MessageSubmitted {
  return {
    ...{ type: 'message.submitted', v: 1, id: `e${n}`, at: 1_000, siteId: 's', conversationId: 'a' },
    ...{
      clientMsgId: `m${n}`.padEnd(16, '-'),
      author: { kind: 'visitor', id: 'v' },
      body: { kind: 'message', text: `t${n}` },
      mayCreate: true,
    },
    ...more,
  } as unknown as MessageSubmitted;
}
