/** Decisions about releases. Pure: names in, names out. */

/** How many releases stay on the disk, the live one among them. */
export const KEEP = 3;

/** `20261124-231500-0a1b2c3d`: sorts by time, and says which commit it is. */
export function releaseName(at: Date, sha: string): string {
  const [day, time] = at.toISOString().slice(0, 19).split('T');
  return `${day?.replaceAll('-', '')}-${time?.replaceAll(':', '')}-${sha.slice(0, 8)}`;
}

/**
 * Releases that were live, oldest first; the last one is. A deploy adds to it, a revert takes off, so that what was reverted is
 * never what the next revert goes back to.
 */
export type History = readonly string[];

export const liveOf = (history: History): string | null => history.at(-1) ?? null;

export function deployed(history: History, name: string): History {
  return [...history, name].slice(-KEEP);
}

/** The history after a revert, or null when there is no release to go back to. */
export function reverted(history: History, onDisk: readonly string[]): History | null {
  const before = history.slice(0, -1);
  const at = before.findLastIndex((name) => onDisk.includes(name));
  return at < 0 ? null : before.slice(0, at + 1);
}

/** Folders that no revert can need any more. */
export function stale(history: History, onDisk: readonly string[]): readonly string[] {
  return onDisk.filter((name) => !history.slice(-KEEP).includes(name));
}
