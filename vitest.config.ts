import { defineConfig } from 'vitest/config';

/**
 * Four projects, from fast to real:
 * - `unit`: no process is started, no port opened; beside the code.
 * - `integration`: real PostgreSQL, ffmpeg, RTSP cameras, mediasoup; beside the code and in test/.
 * - `e2e-pages`: the whole program driven in Chromium, about pages and what they say: they wait more than they compute, so
 *   two at a time.
 * - `e2e-pictures`: the same about moving pictures, which two at a time would make late: one at a time.
 * In that order (`groupOrder`), so that a plain `vitest run` works, too.
 * Files keep nothing between them (`isolate: false`): modules are read once for all files of a worker, as reading them for
 * each took longer than most files take.
 */

/** Everything else in test/e2e is about pages. */
const PICTURES = [
  'conformance',
  'demo',
  'faults',
  'first-picture',
  'http2',
  'in-picture',
  'playback',
  'recording-kills',
  'walls',
].map((name) => `test/e2e/${name}.e2e.test.ts`);

const E2E = { testTimeout: 180_000, hookTimeout: 180_000, isolate: false };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['{server,streams,config,test}/**/*.test.ts', 'client/src/**/*.test.{ts,tsx}'],
          exclude: ['**/*.integration.test.ts', 'test/e2e/**', '**/node_modules/**'],
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
          isolate: false,
          maxWorkers: 3,
        },
      },
      {
        test: {
          ...E2E,
          name: 'e2e-pages',
          sequence: { groupOrder: 2 },
          include: ['test/e2e/**/*.e2e.test.ts'],
          exclude: [...PICTURES, '**/node_modules/**'],
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...E2E,
          name: 'e2e-pictures',
          sequence: { groupOrder: 3 },
          include: PICTURES,
          maxWorkers: 1,
        },
      },
    ],
  },
});
