import type { Clock } from '../lib/clock.ts';
import type { Fanout } from './fanout.ts';

/** The one switch of this port. @returns the fanout and its adapter's name */
export async function openFanout({ clock }: { readonly clock: Clock }): Promise<{ fanout: Fanout; adapter: string }> {
  const { createLocalFanout } = await import('./local.ts');
  return { fanout: createLocalFanout({ clock }), adapter: 'local' };
}
