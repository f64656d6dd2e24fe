/** Disks that neither answer nor fail. */
import { expect, test } from 'vitest';
import { silentLog } from '../platform/log.ts';
import type { DiskRow, DisksStore } from './disks.store.ts';
import { Disks } from './disks.ts';

test('a disk that hangs is asked once and not again until it answers; others are looked at meanwhile', async () => {
  const rows = ['/a', '/b'].map(
    (path): DiskRow => ({
      ...{ id: path, path, quotaBytes: null, state: 'ok', fault: null, since: new Date(0) },
    }),
  );
  const store = { used: async () => new Map(), disks: async () => rows, setState: async () => undefined };
  let hanging = 0;
  let isStuck = false;
  let answer: () => void = () => undefined;
  const hung = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const readMarker = async (folder: string) => {
    if (folder === '/a' && isStuck) {
      hanging += 1;
      await hung;
      hanging -= 1;
    }
    return folder;
  };
  const disks = new Disks({
    ...{ store: store as unknown as DisksStore, folders: ['/a', '/b'], reserveBytes: 0, answerMs: 30 },
    ...{ writing: () => new Map(), onState: () => undefined, log: silentLog(), now: () => 0 },
    asks: {
      ...{ readMarker, markFolder: async (folder) => folder, probeFolder: async () => undefined },
      spaceOf: async () => ({ freeBytes: 1e12, totalBytes: 1e12 }),
    },
  });
  const states = () => disks.all.map(({ path, state }) => `${path} ${state}`);
  await disks.look();
  expect(states()).toEqual(['/a ok', '/b ok']);
  isStuck = true;
  for (let look = 0; look < 4; look += 1) await disks.look();
  expect(states()).toEqual(['/a failed', '/b ok']);
  // Of the four threads that all files of the program wait for, it has one.
  expect(hanging).toBe(1);
  isStuck = false;
  answer();
  await expect.poll(() => disks.look().then(states)).toEqual(['/a ok', '/b ok']);
});
