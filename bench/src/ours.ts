/** Our own server under measure: the settings come from the environment, as everywhere. */
import { readConfig } from '@parley/server/src/config.ts';
import { start } from '@parley/server/src/start.ts';
import { serveBench } from './server-process.ts';

const running = await start(readConfig({ ...process.env, LOG_LEVEL: 'warn', PORT: '0' }));
serveBench({ port: running.info.port, siteId: running.info.siteId }, () => running.close());
