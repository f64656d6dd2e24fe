import { expect, test } from 'vitest';
import { forEachNal, hasBSlice, profileOf } from './h264-nal.ts';

test.each([
  ['P', 0, 0, false],
  ['B', 0, 1, true],
  ['I', 0, 2, false],
  ['P, all slices alike', 0, 5, false],
  ['B, all slices alike', 0, 6, true],
  ['I, all slices alike', 0, 7, false],
  ['B, in a slice that starts later in the picture', 3599, 1, true],
])('a slice of type %s', (_, firstMacroblock, sliceType, bidirectional) => {
  const header = bytesOf(golomb(firstMacroblock) + golomb(sliceType));
  expect(hasBSlice(lengthed([0x06, 1, 2], [0x41, ...header]))).toBe(bidirectional);
});

test('an IDR picture or a cut-off header is not taken for a B slice', () => {
  expect(hasBSlice(lengthed([0x65, ...bytesOf(golomb(0) + golomb(1))]))).toBe(false);
  expect(hasBSlice(lengthed([0x41]))).toBe(false);
  expect(hasBSlice(lengthed([0x41, 0, 0, 0, 0, 0]))).toBe(false);
});

test('a walk over the NAL units says whether the lengths fit', () => {
  const seen: number[][] = [];
  expect(forEachNal(lengthed([1], [2, 3]), (start, end) => seen.push([start, end]))).toBe(true);
  expect(seen).toEqual([
    [4, 5],
    [9, 11],
  ]);
  expect(forEachNal(Buffer.from([0, 0, 0, 2, 1]), () => {})).toBe(false);
});

test('the profile is read from the SPS, wherever it stands', () => {
  expect(profileOf([Buffer.from([0x68, 1]), Buffer.from([0x67, 100, 0, 31])])).toBe(100);
  expect(profileOf([])).toBeUndefined();
});

function golomb(value: number): string {
  const binary = (value + 1).toString(2);
  return '0'.repeat(binary.length - 1) + binary;
}

function bytesOf(bits: string): number[] {
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  return padded.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [];
}

function lengthed(...nals: number[][]): Buffer {
  return Buffer.from(nals.flatMap((nal) => [0, 0, 0, nal.length, ...nal]));
}
