import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Files } from './files.ts';

interface OpenFilesDeps {
  readonly config: Pick<Config, 'files' | 'store' | 'redisUrl' | 'roles' | 'dataDir'>;
}

/** Whether every process that takes, gives or erases files is this one, so that a folder of its own is enough. */
function isAlone({ store, redisUrl, roles }: OpenFilesDeps['config']): boolean {
  return store === null || (redisUrl === null && roles.has('api') && roles.has('persist'));
}

/** The one switch of this port. @returns the files and their adapter's name; null where there can be none without FILES_URL */
export async function openFiles({ config }: OpenFilesDeps): Promise<{ files: Files; adapter: string } | null> {
  if (config.files.s3 !== null) {
    const { createS3Files } = await import('./s3.ts');
    return { files: createS3Files(config.files.s3), adapter: 's3' };
  }
  if (!isAlone(config)) return null;
  const { createFolderFiles } = await import('./folder.ts');
  return { files: await createFolderFiles({ folder: join(config.dataDir, 'files') }), adapter: 'folder' };
}
