import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { registerFilesContract } from './contract.ts';
import { createFolderFiles } from './folder.ts';

function everythingIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length));
}

registerFilesContract('folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-files-'));
  return {
    files: await createFolderFiles({ folder }),
    reopen: () => createFolderFiles({ folder }),
    everything: async () => everythingIn(folder),
    teardown: async () => rmSync(folder, { recursive: true }),
  };
});

it('[X10] what a killed process left half written is gone at the next start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-files-'));
  mkdirSync(join(folder, '.drafts/d1'), { recursive: true });
  writeFileSync(join(folder, '.drafts/d1/bytes'), 'half');
  await createFolderFiles({ folder });
  expect(everythingIn(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});
