import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hunt } from './hunt.ts';

let folder: string;
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mc-fuzz-'));
  script = join(folder, 'worker.mjs');
  const options = {
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  } as const;
  await build({ ...options, entryPoints: ['test/fuzz/worker.ts'], outfile: script });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const search = (target: string, seconds: number) =>
  hunt({
    ...{ target, seconds, script, seed: 1, stuckMs: 1500, roundMs: 4000, failuresMost: 1 },
    corpus: [Buffer.from('hello')],
    failures: join(folder, target),
  });

describe('the fuzzer finds', () => {
  it('what throws behind two right bytes, and keeps the input', async () => {
    const { failures, runs } = await search('sick-throws', 20);
    expect(runs).toBeGreaterThan(100);
    expect(failures[0]?.what).toContain('a length was believed');
    const [file = ''] = (await readdir(join(folder, 'sick-throws'))).filter((name) => name.endsWith('.bin'));
    expect((await readFile(join(folder, 'sick-throws', file))).subarray(0, 2).toString()).toBe('MC');
  });

  it('what never ends', async () => {
    const { failures } = await search('sick-loops', 20);
    expect(failures[0]?.what).toContain('no end within');
  });

  it('what keeps more and more', async () => {
    const { failures } = await search('sick-keeps', 20);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures[0]?.what).toMatch(/memory|MiB/);
  });
});
