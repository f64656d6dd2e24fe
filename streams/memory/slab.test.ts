import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LARGEST_SLAB_BYTES, SLAB_BYTES, SlabPool } from './slab-pool.ts';
import { SlabWriter } from './slab-writer.ts';

describe('SlabPool', () => {
  test('a slab comes back when the last holder lets go, and is used again', () => {
    const pool = new SlabPool();
    const slab = pool.take();
    slab?.retain();
    slab?.release();
    expect(pool.figures).toMatchObject({ slabsInUse: 1, slabsSpare: 0 });
    slab?.release();
    expect(pool.figures).toMatchObject({
      slabsInUse: 0,
      bytesInUse: 0,
      slabsSpare: 1,
      bytesSpare: SLAB_BYTES,
    });
    expect(pool.take()).toBe(slab);
    expect(pool.figures).toMatchObject({ slabsInUse: 1, slabsSpare: 0, bytesSpare: 0 });
  });

  test('letting go more often than holding is an error, not somebody else’s lost picture', () => {
    const slab = new SlabPool().take();
    slab?.release();
    expect(() => slab?.release()).toThrow('released more often');
  });

  test('sizes are powers of two; what is larger than the largest is refused and counted', () => {
    const pool = new SlabPool();
    expect(pool.take(1)?.bytes).toHaveLength(SLAB_BYTES);
    expect(pool.take(SLAB_BYTES + 1)?.bytes).toHaveLength(2 * SLAB_BYTES);
    expect(pool.take(LARGEST_SLAB_BYTES)?.bytes).toHaveLength(LARGEST_SLAB_BYTES);
    expect(pool.take(LARGEST_SLAB_BYTES + 1)).toBeUndefined();
    expect(pool.figures.refused).toBe(1);
  });

  test('keeps no more spare than it may', () => {
    const pool = new SlabPool({ maxSpareBytes: 3 * SLAB_BYTES });
    const slabs = Array.from({ length: 10 }, () => pool.take());
    const large = pool.take(4 * SLAB_BYTES);
    for (const slab of slabs) slab?.release();
    large?.release();
    expect(pool.figures).toMatchObject({ slabsInUse: 0, slabsSpare: 3, bytesSpare: 3 * SLAB_BYTES });
  });

  test('what is freed is poisoned where tests ask for it', () => {
    const pool = new SlabPool({ poison: true });
    const slab = pool.take();
    slab?.bytes.fill(1);
    slab?.release();
    expect(slab?.bytes.every((byte) => byte === 0xdb)).toBe(true);
  });
});

describe('SlabWriter', () => {
  test('NAL units stand behind their lengths; one may come in pieces, one may be taken back', () => {
    const writer = new SlabWriter(new SlabPool());
    writer.begin();
    writer.beginNal();
    writer.appendByte(0x65);
    writer.append(Buffer.from([9, 1, 2, 9]), 1, 3);
    expect(writer.endNal()).toBe(4);
    writer.beginNal();
    writer.append(Buffer.from([7]), 0, 1);
    writer.dropNal();
    writer.beginNal();
    writer.append(Buffer.from([8]), 0, 1);
    writer.endNal();
    expect(writer.end()?.data).toEqual(Buffer.from([0, 0, 0, 3, 0x65, 1, 2, 0, 0, 0, 1, 8]));
    expect(writer.end()).toBeUndefined();
  });

  test('one beyond the largest slab is given up, and the next one is whole', () => {
    const pool = new SlabPool();
    const writer = new SlabWriter(pool);
    const megabyte = Buffer.alloc(1024 * 1024, 1);
    writer.begin();
    writer.beginNal();
    for (let i = 0; i < 6; i += 1) writer.append(megabyte, 0, megabyte.length);
    writer.endNal();
    expect(writer.overflowed).toBe(true);
    expect(writer.end()).toBeUndefined();
    expect(pool.figures).toMatchObject({ refused: 1 });
    expect(write(writer, Buffer.from([1, 2]))?.data).toEqual(Buffer.from([0, 0, 0, 2, 1, 2]));
    writer.close();
    writer.close();
  });

  test('where nobody keeps anything, one slab will do', () => {
    const pool = new SlabPool();
    const writer = new SlabWriter(pool);
    for (let i = 0; i < 100; i += 1) write(writer, Buffer.alloc(40_000, i))?.memory.release();
    expect(pool.figures).toMatchObject({ slabsInUse: 1, slabsSpare: 0 });
    for (let i = 0; i < 10; i += 1) write(writer, Buffer.alloc(700_000, i))?.memory.release();
    write(writer, Buffer.alloc(10))?.memory.release();
    expect(pool.figures).toMatchObject({ bytesInUse: SLAB_BYTES });
    writer.close();
    expect(pool.figures.slabsInUse).toBe(0);
  });

  test('no byte changes while it is held, whatever is written, kept and let go in between', () => {
    const command = fc.oneof(
      { weight: 5, arbitrary: fc.record({ write: fc.integer({ min: 1, max: 90_000 }) }) },
      { weight: 5, arbitrary: fc.record({ write: fc.integer({ min: 1, max: 4000 }) }) },
      { weight: 1, arbitrary: fc.record({ abandon: fc.integer({ min: 1, max: 100_000 }) }) },
      { weight: 3, arbitrary: fc.record({ retain: fc.nat() }) },
      { weight: 9, arbitrary: fc.record({ release: fc.nat() }) },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1), command), { maxLength: 120 }), (commands) => {
        const pool = new SlabPool({ poison: true, maxSpareBytes: 4 * SLAB_BYTES });
        const writers = [new SlabWriter(pool), new SlabWriter(pool)] as const;
        const held: { data: Buffer; fill: number; memory: { retain(): void; release(): void } }[] = [];
        let fill = 0;
        for (const [which, step] of commands) {
          const writer = writers[which === 0 ? 0 : 1];
          fill = (fill + 1) % 200;
          if ('write' in step) {
            const written = write(writer, Buffer.alloc(step.write, fill));
            if (written) held.push({ ...written, fill });
          } else if ('abandon' in step) {
            writer.begin();
            writer.beginNal();
            writer.append(Buffer.alloc(step.abandon, fill), 0, step.abandon);
          } else if ('retain' in step) {
            const one = held[step.retain % Math.max(1, held.length)];
            one?.memory.retain();
            if (one) held.push(one);
          } else {
            const [one] = held.splice(step.release % Math.max(1, held.length), 1);
            one?.memory.release();
          }
          for (const one of held) {
            expect(one.data.readUInt32BE(0)).toBe(one.data.length - 4);
            expect(one.data.subarray(4).equals(Buffer.alloc(one.data.length - 4, one.fill))).toBe(true);
          }
        }
        for (const one of held) one.memory.release();
        for (const writer of writers) writer.close();
        const { slabsInUse, bytesInUse, bytesSpare } = pool.figures;
        expect({ slabsInUse, bytesInUse }).toEqual({ slabsInUse: 0, bytesInUse: 0 });
        expect(bytesSpare).toBeLessThanOrEqual(4 * SLAB_BYTES);
      }),
      { numRuns: 60 },
    );
  });
});

function write(writer: SlabWriter, nal: Buffer): ReturnType<SlabWriter['end']> {
  writer.begin();
  writer.beginNal();
  for (let at = 0; at < nal.length; at += 1400) writer.append(nal, at, Math.min(nal.length, at + 1400));
  writer.endNal();
  return writer.end();
}
