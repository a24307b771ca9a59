/** The part of the store that knows the webhooks of sites and how their deliveries went. Bodies that were sent are not kept. */
import type { HookDelivery, HookEventType, HookStop } from '@parley/shared-types/hooks.ts';
import type { Millis, SiteId } from '@parley/shared-types/model.ts';

export interface HookKey {
  readonly siteId: SiteId;
  readonly hookId: string;
}

/** Signs what is sent; with an end it is signed with besides a newer one. */
export interface HookSecret {
  /** `whsec_...` */
  readonly secret: string;
  readonly createdAt: Millis;
  readonly until: Millis | null;
}

export interface Hook extends HookKey {
  readonly url: string;
  readonly events: readonly HookEventType[];
  /** Newest first. */
  readonly secrets: readonly HookSecret[];
  readonly isOn: boolean;
  /** Nothing that was stored earlier is sent: it was made, or switched on, then. */
  readonly since: Millis;
  readonly stopped: HookStop | null;
  readonly failingSince: Millis | null;
  readonly createdAt: Millis;
}
export type HookPatch = Partial<Omit<Hook, keyof HookKey | 'createdAt'>>;

/** So many deliveries of a hook are kept, the ones that were tried last, */
export const KEPT_DELIVERIES = 200;
/** and none longer. */
export const DELIVERY_DAYS = 30;
export const DELIVERY_MS = DELIVERY_DAYS * 86_400_000;

export interface HookStore {
  /** @throws ParleyError `conflict` when the site has this id */
  add(hook: Hook): Promise<void>;
  /** Oldest first. */
  ofSite(siteId: SiteId): Promise<readonly Hook[]>;
  get(key: HookKey): Promise<Hook | null>;
  /** Changes what is given and leaves the rest. @returns false when there is no such hook */
  change(key: HookKey, patch: HookPatch): Promise<boolean>;
  /** Takes the hook away with its deliveries. @returns false when there is no such hook */
  remove(key: HookKey): Promise<boolean>;
  /** Whether any site has one. */
  any(): Promise<boolean>;
  /** Replaces what is known of a delivery; forgets those that are too many or too old. Nothing when the hook is gone. */
  note(key: HookKey, delivery: HookDelivery): Promise<void>;
  /** The one that was tried last first. */
  deliveries(key: HookKey): Promise<readonly HookDelivery[]>;
}
