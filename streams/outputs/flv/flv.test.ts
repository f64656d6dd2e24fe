import { expect, test } from 'vitest';
import { unit } from '../../stream/testing/access-units.ts';
import type { MediaInfo, StreamConsumer } from '../../types.ts';
import { FlvOutput } from './flv-output.ts';
import { pictureTags } from './flv-tags.ts';

const KIB = 1024;
const info = (fields: Partial<MediaInfo> = {}): MediaInfo => ({
  ...{ codec: 'h264', codecString: 'avc1.42c01e', width: 320, height: 240, timescale: 90_000, epoch: 0 },
  parameterSets: [Buffer.from([0x67, 0x42, 0xc0, 0x1e]), Buffer.from([0x68, 0xce])],
  init: Buffer.alloc(0),
  ...fields,
});

/** A stream without a ring: what is given comes through. */
function streamOf(first = info()) {
  const consumers = new Set<StreamConsumer>();
  let sequence = 0;
  let retained = 0;
  const count = (change: number) => {
    retained += change;
  };
  const memory = { retain: () => count(1), release: () => count(-1) };
  return {
    subscribe: (consumer: StreamConsumer) => {
      consumer.onInit(first);
      consumers.add(consumer);
      return () => void consumers.delete(consumer);
    },
    picture: (keyframe: boolean, bytes: number, epoch = 0) => {
      const fields = { keyframe, bytes, epoch, memory, sequence, decodeTime: sequence * 3600 };
      sequence += 1;
      for (const consumer of consumers) consumer.onAccessUnit(unit(fields));
    },
    format: (next: MediaInfo) => {
      for (const consumer of consumers) consumer.onInit(next);
    },
    retained: () => retained,
  };
}

function viewerOf() {
  const got: Buffer[] = [];
  const ended: string[] = [];
  const state = { waitingBytes: 0, stuck: false };
  return {
    ...{ got, ended, state },
    watch: {
      sink: {
        write: (data: Buffer) => {
          got.push(data);
          if (state.stuck) state.waitingBytes += data.length;
        },
        get waitingBytes() {
          return state.waitingBytes;
        },
      },
      onEnded: (code: string) => void ended.push(code),
    },
  };
}

test('a tag says its time in 32 bits, of which the last eight come fourth, and its length behind itself', () => {
  const tag = pictureTags([
    { unit: unit({ keyframe: true, bytes: 6 }), timestampMs: 0x12345678, shiftMs: -40 },
  ]);
  expect(tag.toString('hex')).toBe(
    ['09', '00000b', '345678', '12', '000000', '17', '01', 'ffffd8', '000000000000', '00000016'].join(''),
  );
});

test('a viewer begins with header, configuration and a keyframe; two are given the same buffers', () => {
  const stream = streamOf();
  const output = new FlvOutput({ stream });
  const [first, second] = [viewerOf(), viewerOf()];
  output.watch(first.watch);
  output.watch(second.watch);
  stream.picture(false, 10);
  expect(first.got).toHaveLength(1);
  stream.picture(true, 10);
  stream.picture(false, 10);
  expect(first.got.map((data) => data.subarray(0, 3).toString('latin1'))[0]).toBe('FLV');
  // Configuration: a keyframe's tag with packet type 0.
  expect(first.got[1]?.subarray(11, 13).toString('hex')).toBe('1700');
  expect(first.got).toHaveLength(4);
  expect(first.got.slice(2).every((data, index) => data === second.got[index + 2])).toBe(true);
  expect(stream.retained()).toBe(0);
});

test('a slow viewer is skipped to a keyframe, and dropped when it stays slow; nobody waits for it', () => {
  let nowMs = 0;
  const stream = streamOf();
  const output = new FlvOutput({ stream, now: () => nowMs });
  const [slow, dead, good] = [viewerOf(), viewerOf(), viewerOf()];
  for (const one of [slow, dead, good]) output.watch(one.watch);
  slow.state.stuck = true;
  dead.state.stuck = true;
  stream.picture(true, 1500 * KIB);
  for (let count = 0; count < 20; count += 1) stream.picture(false, 100 * KIB);
  const most = 2 * KIB * KIB + 101 * KIB;
  expect(slow.state.waitingBytes).toBeLessThan(most);
  expect(output.skips).toBe(2);
  const held = slow.got.length;
  slow.state.waitingBytes = 0;
  slow.state.stuck = false;
  stream.picture(false, 10);
  expect(slow.got).toHaveLength(held);
  stream.picture(true, 10);
  expect(slow.got).toHaveLength(held + 1);
  expect(slow.got.at(-1)?.[11]).toBe(0x17);
  nowMs = 21_000;
  stream.picture(false, 10);
  expect(dead.ended).toEqual(['viewer_too_slow']);
  expect(dead.state.waitingBytes).toBeLessThan(most);
  expect([good.ended, slow.ended, output.viewers]).toEqual([[], [], 2]);
  expect(stream.retained()).toBe(0);
});

test('a restart of the source gives a new configuration and time that goes on; another codec ends it', () => {
  const stream = streamOf();
  const output = new FlvOutput({ stream });
  const viewer = viewerOf();
  output.watch(viewer.watch);
  stream.picture(true, 10);
  stream.picture(false, 10);
  const restarted = info({ epoch: 1 });
  stream.format(restarted);
  stream.picture(true, 10, 1);
  const times = viewer.got.slice(1).map((data) => data.readUIntBE(4, 3));
  expect(times).toEqual([0, 0, 40, 80, 80]);
  expect(viewer.got[4]?.subarray(11, 13).toString('hex')).toBe('1700');
  stream.format(info({ epoch: 2, codec: 'h265' }));
  expect(viewer.ended).toEqual(['codec_unsupported_by_flv']);
  stream.picture(true, 10, 2);
  expect(viewer.got).toHaveLength(6);
});

test('many viewers are given several pictures at once', () => {
  const stream = streamOf();
  const output = new FlvOutput({ stream });
  const viewers = Array.from({ length: 9 }, viewerOf);
  for (const one of viewers) output.watch(one.watch);
  stream.picture(true, 10);
  for (let count = 0; count < 8; count += 1) stream.picture(false, 10);
  // Header, configuration, two runs of four: the ninth picture waits for its neighbours.
  expect(viewers.map(({ got }) => got.length)).toEqual(Array(9).fill(4));
  output.close();
  expect(stream.retained()).toBe(0);
});
