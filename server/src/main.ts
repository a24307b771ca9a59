/** One process of Parley: reads its settings, starts its roles, stops on SIGTERM. `./parley up` starts these. */

import { ERRORS } from '@parley/shared-types/errors.ts';
import { readConfig } from './config.ts';
import { isCoded } from './lib/errors.ts';
import { start } from './start.ts';

try {
  const running = await start(readConfig(process.env));
  process.send?.({ ready: running.info });
  const stop = () => void running.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  const code = isCoded(error) ? error.code : 'internal';
  process.stderr.write(`parley: ${isCoded(error) ? `${error.message}\n  ${ERRORS[code].mend}` : (error as Error).stack}\n`);
  const row: { readonly exit?: number } = ERRORS[code];
  process.exit(row.exit ?? 1);
}
