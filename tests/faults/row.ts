import type { Backend, BackendOptions } from './backend.ts';
import { startEmbedded } from './backend.ts';
import { judge, type Verdict } from './checker.ts';
import { type Services, startCluster } from './cluster.ts';
import { createLab, type Lab } from './lab.ts';

export interface RowResult {
  readonly verdict: Verdict;
  /** What else the row of the table asks for and did not hold. */
  readonly broken: readonly string[];
}

export interface Scene {
  readonly seconds: number;
  /** '' or the guard that is off. */
  readonly guardOff: string;
  /** null on the embedded mode. */
  readonly services: Services | null;
}

export interface Row {
  readonly id: string;
  readonly mode: 'embedded' | 'cluster';
  readonly title: string;
  /** The guard without which the row must fail. */
  readonly guard: string;
  readonly run: (scene: Scene) => Promise<RowResult>;
}

export type Check = readonly [what: string, holds: boolean];

export const DRAIN_MS = 60_000;
export const pauseMs = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function startBackend({ services }: Scene, options: BackendOptions): Promise<Backend> {
  return services ? startCluster(services, options) : startEmbedded(options);
}

/**
 * Plays one scene and judges it.
 * @param condemned texts that the row itself poisons; that their sender is told is one of its checks
 */
export async function play(
  scene: Scene,
  env: Readonly<Record<string, string>>,
  act: (lab: Lab) => Promise<readonly Check[]>,
  condemned: readonly string[] = [],
): Promise<RowResult> {
  const lab = createLab(await startBackend(scene, { guardOff: scene.guardOff, env }), scene.guardOff);
  try {
    const checks = await act(lab);
    const evidence = await lab.evidence();
    const verdict = judge({ ...evidence, attempted: evidence.attempted.filter(({ text }) => !condemned.includes(text)) });
    return { verdict, broken: checks.filter(([, holds]) => !holds).map(([what]) => what) };
  } finally {
    await lab.close();
  }
}
