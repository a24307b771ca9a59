import { defineConfig } from 'vitest/config';

// One run, one report. `unit` needs nothing; `services` needs RabbitMQ, Redis and a MongoDB (the stand-in will do);
// `e2e` needs Chromium; `faults` needs all of them and is run by `./parley faults`.
const node = { environment: 'node' as const, pool: 'forks' as const };
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          name: 'unit',
          include: ['{shared-types,server,widget,inbox,tests}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.services.test.ts', 'tests/e2e/**', '**/.tsc/**'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...node,
          name: 'services',
          include: ['{server,tests}/**/*.services.test.ts'],
          exclude: ['**/node_modules/**', '**/.tsc/**'],
          globalSetup: ['tests/services-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...node,
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/.tsc/**'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
