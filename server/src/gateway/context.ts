import type { BusEvent } from '@parley/shared-types/events.ts';
import type { Namespace } from 'socket.io';
import type { Bus } from '../bus/bus.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import type { FileTokens } from '../lib/file-tokens.ts';
import type { Grants } from '../lib/grants.ts';
import type { createUserIds } from '../lib/identity.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';
import type { SiteSettings } from '../store/site-settings.ts';
import type { ConversationKey, ConversationPosition, Store } from '../store/store.ts';
import type { Bindings } from './bindings.ts';
import type { PresenceTracker } from './presence.ts';
import type { RegisterWriter } from './registers.ts';
import { newTrace } from './trace.ts';

/** What the handlers of both namespaces share. */
export interface GatewayContext {
  readonly bus: Bus;
  readonly store: Store;
  readonly config: Pick<Config, 'grantDays' | 'limits'>;
  readonly publicUrl: string | null;
  /** Ways out of the chat that are set up; operators are told. */
  readonly channels: { readonly email: boolean; readonly slack: boolean };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly visitors: Namespace;
  readonly operators: Namespace;
  readonly grants: Grants;
  readonly userIds: ReturnType<typeof createUserIds>;
  readonly fileTokens: FileTokens;
  readonly sites: SiteSettings;
  readonly bindings: Bindings;
  readonly presence: PresenceTracker;
  readonly registers: RegisterWriter;
  readonly positionOf: (key: ConversationKey) => Promise<ConversationPosition>;
  readonly drain: { isDraining: boolean; inFlight: number };
}

/** Publishes one message for a client; resolves when it is accepted. @throws ParleyError `draining`, `busy`, `retry` */
export async function submit(context: GatewayContext, namespace: string, message: BusEvent): Promise<{ acceptedAt: number }> {
  const { bus, metrics, drain, clock } = context;
  if (drain.isDraining) throw new ParleyError('draining', { retryAfterMs: 1_000 });
  const started = clock.now();
  drain.inFlight += 1;
  try {
    await bus.publish([{ message, trace: newTrace() }]);
  } finally {
    drain.inFlight -= 1;
  }
  metrics.accepted.inc({ namespace });
  metrics.acceptSeconds.observe({ namespace }, (clock.now() - started) / 1_000);
  return { acceptedAt: message.at };
}
