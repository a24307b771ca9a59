/** What git says of a checkout, and what that means for an update. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ParleyError } from '../../lib/errors.ts';

const execute = promisify(execFile);

export interface CheckoutState {
  readonly isDirty: boolean;
  readonly hasUpstream: boolean;
  /** Commits that only this branch has, and that only the upstream has. */
  readonly ahead: number;
  readonly behind: number;
}

/**
 * Decides whether the branch can be moved forward. Pure.
 * @returns true when there is something new
 * @throws ParleyError `checkout_dirty`, `no_upstream`, `branch_diverged`
 */
export function hasNews({ isDirty, hasUpstream, ahead, behind }: CheckoutState): boolean {
  if (isDirty) throw new ParleyError('checkout_dirty');
  if (!hasUpstream) throw new ParleyError('no_upstream');
  if (ahead > 0 && behind > 0) throw new ParleyError('branch_diverged', { detail: `${ahead} of its own, ${behind} of the other` });
  return behind > 0;
}

/** A git checkout, for `update`. */
export function createCheckout(root: string) {
  const git = async (...words: readonly string[]) => (await execute('git', [...words], { cwd: root })).stdout.trim();
  const wordsOf = (cause: unknown) => ((cause as { stderr?: string }).stderr ?? (cause as Error).message).trim();
  const head = () => git('rev-parse', 'HEAD');
  const isCheckout = async () => {
    try {
      await head();
      return true;
    } catch {
      return false;
    }
  };
  const upstream = async () => {
    try {
      return await git('rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}');
    } catch {
      return null;
    }
  };
  const fetchAll = async () => {
    try {
      await git('fetch', '--quiet');
    } catch (cause) {
      throw new ParleyError('pull_failed', { detail: wordsOf(cause), cause });
    }
  };
  return {
    head,
    /** Asks the remote and compares. @throws ParleyError `no_checkout`, `pull_failed` */
    async state(): Promise<CheckoutState> {
      if (!(await isCheckout())) throw new ParleyError('no_checkout', { detail: root });
      const isDirty = (await git('status', '--porcelain', '--untracked-files=no')) !== '';
      const hasUpstream = (await upstream()) !== null;
      if (isDirty || !hasUpstream) return { isDirty, hasUpstream, ahead: 0, behind: 0 };
      await fetchAll();
      const [ahead, behind] = (await git('rev-list', '--left-right', '--count', 'HEAD...@{upstream}')).split(/\s+/).map(Number);
      return { isDirty, hasUpstream, ahead: ahead ?? 0, behind: behind ?? 0 };
    },
    /** Moves the branch forward to what was fetched. @throws ParleyError `pull_failed`; then nothing has moved */
    async forward(): Promise<void> {
      try {
        await git('merge', '--ff-only', '--quiet', '@{upstream}');
      } catch (cause) {
        throw new ParleyError('pull_failed', { detail: wordsOf(cause), cause });
      }
    },
    /** Puts the branch and its files back to a commit. */
    back: (commit: string) => git('reset', '--keep', '--quiet', commit),
  };
}
