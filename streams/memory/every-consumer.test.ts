/**
 * Every kind of consumer, slow ones too, comes and goes while a camera restarts, changes its format and loses
 * packets. Freed memory is poisoned and soon written over: a forgotten `retain` shows as a wrong picture, a
 * forgotten `release` as a slab that is in use at the end.
 */
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { PictureMeasure } from '../examine/picture-measure.ts';
import { FlvOutput } from '../outputs/flv/index.ts';
import { GopAnswers } from '../outputs/gop/index.ts';
import { LlHlsOutput } from '../outputs/ll-hls/index.ts';
import { CatchUp } from '../outputs/webrtc/catch-up.ts';
import { keyframeMp4 } from '../snapshot/keyframe-jpeg.ts';
import { waitForKeyframe } from '../stream/first-keyframe.ts';
import { StreamHub } from '../stream/stream-hub.ts';
import { eventually, recordingLog } from '../stream/testing/observer.ts';
import { BrowserStreams } from '../transcode/browser-streams.ts';
import { TranscodePool } from '../transcode/transcode-pool.ts';
import { UnitPipe } from '../transcode/unit-pipe.ts';
import type { StreamView } from '../types.ts';
import { SlabPool } from './slab-pool.ts';
import { faultOf, PushedCamera } from './testing/pushed-camera.ts';

const KEY = { cameraId: 'c', profile: 'main' } as const;
const faults: string[] = [];
beforeEach(() => {
  faults.length = 0;
});

function check(where: string, data: Buffer): void {
  const fault = faultOf(data);
  if (fault) faults.push(`${where}: ${fault}`);
}

/** The pictures of `moof`+`mdat` one after another, without sound. */
function checkBoxes(where: string, mp4: Buffer): void {
  for (let at = 0; at < mp4.length; at += mp4.readUInt32BE(at))
    if (mp4.toString('latin1', at + 4, at + 8) === 'mdat')
      check(where, mp4.subarray(at + 8, at + mp4.readUInt32BE(at)));
}

function checkTags(tags: Buffer): void {
  if (tags.toString('latin1', 0, 3) === 'FLV') return;
  for (let at = 0; at < tags.length; at += 11 + tags.readUIntBE(at + 1, 3) + 4)
    if (tags[at + 12] === 1) check('flv', tags.subarray(at + 16, at + 11 + tags.readUIntBE(at + 1, 3)));
}

/** Each attaches to a stream and returns the way to leave. What is not there just now is asked for at the next turn. */
const CONSUMERS: Record<string, (stream: StreamView) => () => void> = {
  'LL-HLS, read': (stream) => {
    const output = new LlHlsOutput({ stream, waitMs: 1 });
    const timer = setInterval(async () => {
      const playlist = await output.playlist().catch(() => '');
      for (const [name] of playlist.matchAll(/(?:seg|part)-\d+\.m4s/g)) {
        if (Math.random() < 0.7) continue;
        const resource = await output.resource(name).catch(() => undefined);
        for (const buffer of resource?.buffers ?? []) checkBoxes('hls', buffer);
      }
    }, 20);
    return () => {
      clearInterval(timer);
      output.close();
    };
  },
  'LL-HLS, never read': (stream) => {
    const output = new LlHlsOutput({ stream });
    return () => output.close();
  },
  'FLV, quick and stuck viewers': (stream) => {
    const output = new FlvOutput({ stream });
    const leave = Array.from({ length: 12 }, (_, index) => {
      const sink = {
        waitingBytes: 0,
        write(data: Buffer) {
          checkTags(data);
          if (index % 3 === 0) this.waitingBytes += data.length;
        },
      };
      return output.watch({ sink, onEnded: () => undefined });
    });
    const early = setTimeout(() => leave.splice(0, 6).map((go) => go()), 30);
    return () => {
      clearTimeout(early);
      // The last pictures are still being gathered when the last viewer goes.
      for (const go of leave) go();
      output.close();
    };
  },
  'WebRTC joining': (stream) => {
    const catchUp = new CatchUp({
      onInit: () => undefined,
      onAccessUnit: (unit) => check('catch-up', unit.data),
    });
    catchUp.start(stream);
    return () => catchUp.close();
  },
  'GOPs and pictures': (stream) => {
    const gops = new GopAnswers();
    const timer = setInterval(async () => {
      const answer = await gops.newest(stream, { waitMs: 30 }).catch(() => undefined);
      if (answer) checkBoxes('gop', answer.data);
      const keyframe = await waitForKeyframe(stream, 30).catch(() => undefined);
      if (keyframe) for (const box of keyframeMp4(keyframe.info, keyframe.unit)) checkBoxes('picture', box);
    }, 10);
    return () => clearInterval(timer);
  },
  'an encoder that hangs': (stream) => {
    const stdin = new Writable({ write: (chunk: Buffer) => checkBoxes('encoder', chunk) });
    const pipe = new UnitPipe({ stdin, onSound: () => undefined, onNewFormat: () => undefined });
    const stop = stream.subscribe(pipe);
    return () => {
      stop();
      stdin.destroy();
    };
  },
  measurements: (stream) => stream.subscribe(new PictureMeasure({ now: Date.now })),
  'one that throws': (stream) => {
    let seen = 0;
    return stream.subscribe({
      onInit: () => undefined,
      onAccessUnit: () => {
        seen += 1;
        if (seen === 300) throw new Error('a mistake');
      },
    });
  },
};

test('no consumer reads memory that is somebody else’s by now, and none keeps any', async () => {
  const pool = new SlabPool({ poison: true, maxSpareBytes: 512 * 1024 });
  const camera = new PushedCamera(pool);
  const log = recordingLog();
  const hub = new StreamHub({
    ...{ log, now: Date.now, createSource: camera.createSource },
    timings: { lingerMs: 20, stallMs: 60_000, connectMs: 60_000 },
    resolveAddress: async () => ({ url: 'rtsp://camera.invalid/' }),
  });
  const streams = new BrowserStreams({ hub, pool: new TranscodePool({ slots: 1 }), log, now: Date.now });
  const open = new Map<string, () => void>();
  const toggle = (name: string, attach: (stream: StreamView) => () => void): void => {
    const leave = open.get(name);
    open.delete(name);
    if (leave) {
      leave();
      return;
    }
    const lease = Math.random() < 0.5 ? hub.acquire(KEY, name) : streams.acquire(KEY, name, 'http');
    const detach = attach(lease.stream);
    open.set(name, () => {
      detach();
      lease.release();
    });
  };
  for (let round = 0; round < 45; round += 1) {
    for (const [name, attach] of Object.entries(CONSUMERS)) if (Math.random() < 0.4) toggle(name, attach);
    if (open.size === 0) continue;
    if (round % 12 === 5) camera.hangUp();
    if (round % 12 === 9) hub.invalidate(KEY.cameraId);
    if (round % 7 === 3) camera.changeFormat();
    await eventually(() => {
      // It need not wait its back-off out.
      if (!camera.isRunning) hub.invalidate(KEY.cameraId);
      return camera.isRunning;
    });
    for (let picture = 0; picture < 30; picture += 1) {
      const keyframe = picture % 15 === 0;
      const huge = keyframe && round % 20 === 4 ? 5_000_000 : 0;
      const bytes = huge || Math.round((keyframe ? 150_000 : 6000) * (0.5 + Math.random()));
      camera.push({ keyframe, bytes, torn: Math.random() < 0.03 });
      if (picture % 10 === 0) await sleep(1);
    }
    await sleep(5);
  }
  expect(camera.starts).toBeGreaterThan(5);
  expect(faults).toEqual([]);
  for (const leave of open.values()) leave();
  await streams.close();
  await hub.close();
  // A request for a picture may still be waiting for one.
  await eventually(() => pool.figures.slabsInUse === 0);
  expect(pool.figures.refused).toBeGreaterThan(0);
  expect(log.lines.filter((line) => line.includes('threw') && !line.includes('a consumer threw'))).toEqual(
    [],
  );
}, 60_000);

test('what a connection test keeps of a camera is its own', async () => {
  const pool = new SlabPool({ poison: true });
  const camera = new PushedCamera(pool);
  const hub = new StreamHub({
    ...{ log: recordingLog(), now: Date.now, createSource: camera.createSource },
    resolveAddress: async () => ({ url: 'rtsp://camera.invalid/' }),
  });
  const measure = new PictureMeasure({ now: Date.now });
  const { stream } = hub.acquire(KEY, 'test');
  stream.subscribe(measure);
  await eventually(() => camera.isRunning);
  for (let picture = 0; picture < 100; picture += 1)
    camera.push({ keyframe: picture % 10 === 0, bytes: 20_000 });
  await hub.close();
  expect(pool.figures.slabsInUse).toBe(0);
  for (const box of measure.keyframe ?? []) checkBoxes('probe', box);
  expect(measure.keyframe).toBeDefined();
  expect(faults).toEqual([]);
});
