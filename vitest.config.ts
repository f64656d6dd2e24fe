import { defineConfig } from 'vitest/config';

/**
 * Three projects, from fast to real:
 * - `unit`: no process is started, no port opened; beside the code.
 * - `integration`: real PostgreSQL, ffmpeg, RTSP cameras, mediasoup; beside the code and in test/.
 * - `e2e`: the whole program driven in Chromium.
 * In that order (`groupOrder`), so that a plain `vitest run` works, too.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['{server,streams,config,test}/**/*.test.ts', 'client/src/**/*.test.{ts,tsx}'],
          exclude: ['**/*.integration.test.ts', 'test/e2e/**', '**/node_modules/**'],
          // They keep nothing between them: modules are read once for all files, which is most of the time.
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'integration',
          sequence: { groupOrder: 1 },
          include: ['{server,streams,test}/**/*.integration.test.ts'],
          globalSetup: ['test/factories/postgres-global.ts'],
          exclude: ['test/e2e/**', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'e2e',
          sequence: { groupOrder: 2 },
          include: ['test/e2e/**/*.e2e.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
    ],
  },
});
