import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { silentLog } from '../../log.ts';
import { clusterHome } from './home.ts';
import { blockedAt } from './run-as.ts';

/** Nobody on this machine, so that neither owner nor group bits help. */
const user = { name: 'mingchuang', uid: 54_321, gid: 54_321 };
const base = mkdtempSync(join(tmpdir(), 'mc-home-'));
chmodSync(base, 0o711);
afterAll(() => rmSync(base, { recursive: true }));

const owned: string[] = [];
const place = (name: string, mode: number) => {
  const closed = join(base, name);
  const dataDir = join(closed, 'data');
  mkdirSync(dataDir, { recursive: true });
  chmodSync(closed, mode);
  const options = {
    dataDir,
    log: silentLog(),
    elsewhere: join(base, 'var'),
    own: (path: string) => void owned.push(path),
  };
  return { closed, dataDir, options };
};

test('an ordinary user, and a user who can get there, have it under dataDir, closed to others', () => {
  const { dataDir, options } = place('open', 0o711);
  expect(clusterHome({ ...options, user: undefined })).toBe(join(dataDir, 'postgres'));
  expect(clusterHome({ ...options, user })).toBe(join(dataDir, 'postgres'));
  expect(owned).toEqual([join(dataDir, 'postgres')]);
  expect(statSync(join(dataDir, 'postgres')).mode & 0o777).toBe(0o700);
});

test('a user who cannot pass a folder on the way has it elsewhere, found again even when the way opens', () => {
  const { closed, dataDir, options } = place('closed', 0o700);
  expect(blockedAt(dataDir, user)).toBe(closed);
  const outside = clusterHome({ ...options, user });
  expect(outside).toMatch(new RegExp(`^${base}/var/[0-9a-f]{12}$`));
  chmodSync(closed, 0o711);
  expect(clusterHome({ ...options, user })).toBe(outside);
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
});

test('a cluster that became unreachable is not replaced by an empty one elsewhere', () => {
  const { closed, dataDir, options } = place('shut', 0o700);
  mkdirSync(join(dataDir, 'postgres/cluster'), { recursive: true });
  expect(() => clusterHome({ ...options, user })).toThrow(`chmod o+x ${closed}`);
});
