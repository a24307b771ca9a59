import type { ConversationKey } from '../store/store.ts';
import type { EffectDefinition, EffectDeps } from './effect.ts';

/** Raises the wanted seq of conversations towards all their targets: one bulk write, harmless when repeated or late. */
export function createWants(definition: Pick<EffectDefinition<never>, 'worker' | 'targets' | 'restMs'>, { store, clock }: EffectDeps) {
  return async (heads: readonly (ConversationKey & { readonly seq: number })[]): Promise<void> => {
    const highest = new Map<string, (typeof heads)[number]>();
    for (const head of heads) {
      const key = `${head.siteId}:${head.conversationId}`;
      if (head.seq > (highest.get(key)?.seq ?? 0)) highest.set(key, head);
    }
    const now = clock.now();
    const { worker } = definition;
    const sites = [...new Set([...highest.values()].map(({ siteId }) => siteId))];
    const targets = new Map(await Promise.all(sites.map(async (siteId) => [siteId, await definition.targets(siteId)] as const)));
    const wants = [...highest.values()].flatMap(({ siteId, conversationId, seq }) =>
      (targets.get(siteId) ?? []).map((target) => {
        const dueAt = now + (definition.restMs?.(target) ?? 0);
        return { worker, target, siteId, conversationId, wantedSeq: seq, dueAt };
      }),
    );
    if (wants.length > 0) await store.effects.want(wants);
  };
}
