/** The recorder never waits for the database, and what the queue could not hold is told again or found on the disks. */
import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { SegmentFile } from '../../streams/recorder/index.ts';
import { silentLog } from '../platform/log.ts';
import { IndexKeeper } from './index-keeper.ts';
import type { IndexWritesStore } from './index-writes.store.ts';

/** A database that is away until it is let back. */
function database() {
  const written: string[] = [];
  const state = { isAway: true };
  const store = {
    open: async (files: readonly SegmentFile[]) => void written.push(...files.map(({ id }) => `open ${id}`)),
    close: async (ends: readonly { id: string }[]) =>
      void written.push(...ends.map(({ id }) => `close ${id}`)),
    gaps: async (gaps: readonly { cause: string }[]) => void written.push(...gaps.map(({ cause }) => cause)),
    removed: async () => undefined,
    inTransaction: async (work: (of: IndexWritesStore) => Promise<void>) => {
      if (state.isAway) throw new Error('the database is away');
      await work(store as unknown as IndexWritesStore);
    },
  };
  return { store: store as unknown as IndexWritesStore, written, state };
}

const file = (cameraId: string): SegmentFile => ({
  ...{ id: randomUUID(), cameraId, profile: 'main', diskId: 'd', path: '', startedAtMs: 1000, codec: 'h264' },
  ...{ codecString: 'avc1.64001f', width: 1, height: 1, sound: false, buffer: false },
});
const endOf = ({ id }: SegmentFile) => ({
  id,
  endedAtMs: 2000,
  bytes: 5,
  driftPpm: null,
  clockOffsetMs: null,
});

test('what is told while the database is away is written when it is back, in order', async () => {
  const { store, written, state } = database();
  const onLost = vi.fn();
  const keeper = new IndexKeeper({ store, log: silentLog(), onLost, retryMs: 5 });
  const [first, second] = [file('a'), file('a')];
  keeper.opened(first);
  keeper.grew([{ id: first.id, endedAtMs: 1500, bytes: 3 }]);
  expect(keeper.growing('a', 'main')).toMatchObject({ endedAtMs: 1500, bytes: 3 });
  keeper.closed(endOf(first));
  keeper.gapBegan({ cameraId: 'a', profile: 'main', fromMs: 2000, cause: 'camera', code: null });
  keeper.opened(second);
  state.isAway = false;
  await vi.waitFor(() => expect(keeper.waiting).toBe(0));
  expect(written).toEqual([`open ${first.id}`, `close ${first.id}`, 'camera', `open ${second.id}`]);
  expect(keeper.isWriting(first.id)).toBe(false);
  expect(keeper.growing('a', 'main')).toMatchObject({ id: second.id });
  expect(onLost).not.toHaveBeenCalled();
  await keeper.close();
});

test('more than the queue holds: files that grow are told of again, rows and files are compared', async () => {
  const { store, written, state } = database();
  const onLost = vi.fn();
  const keeper = new IndexKeeper({ store, log: silentLog(), onLost, retryMs: 5, queueMost: 3 });
  const [ended, growing, last] = [file('a'), file('b'), file('c')];
  keeper.opened(ended);
  keeper.opened(growing);
  keeper.closed(endOf(ended));
  keeper.opened(last);
  expect(keeper.isWriting(ended.id)).toBe(false);
  state.isAway = false;
  await vi.waitFor(() => expect(onLost).toHaveBeenCalledTimes(1));
  expect(new Set(written)).toEqual(new Set([`open ${growing.id}`, `open ${last.id}`]));
  await keeper.close();
});
