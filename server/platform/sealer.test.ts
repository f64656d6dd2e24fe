import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createSealer } from './sealer.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'mc-sealer-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

test('what was sealed opens after a restart, and the key is ours alone', () => {
  const sealed = createSealer(dataDir).seal('密码 p@ss');
  expect(createSealer(dataDir).open(sealed)).toBe('密码 p@ss');
  expect(sealed.toString('latin1')).not.toContain('p@ss');
  expect(statSync(join(dataDir, 'secrets/seal.key')).mode & 0o777).toBe(0o600);
});

test('the same text seals differently each time; a changed byte does not open', () => {
  const sealer = createSealer(dataDir);
  const [one, two] = [sealer.seal('x'), sealer.seal('x')];
  expect(one.equals(two)).toBe(false);
  for (const index of [0, 1, 13, one.length - 1]) {
    const changed = Buffer.from(one);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(() => sealer.open(changed)).toThrow();
  }
  expect(() => sealer.open(Buffer.alloc(3))).toThrow();
});
