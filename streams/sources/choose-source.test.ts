import { describe, expect, test } from 'vitest';
import { StreamFaultError } from '../media-error.ts';
import { COLLECTED } from '../memory/collected.ts';
import { recordingLog } from '../stream/testing/observer.ts';
import type { SourceAddress, StreamFault } from '../types.ts';
import { SourceChooser, type Way } from './choose-source.ts';
import type { CreateSource, RawUnit, SourceSink } from './source.ts';

const picture: RawUnit = {
  keyframe: true,
  data: Buffer.alloc(1),
  memory: COLLECTED,
  decodeTime: 0,
  durationTicks: 1,
  compositionTicks: 0,
};
const sink: SourceSink = { onFormat: () => undefined, onAccessUnits: () => undefined };
const address: SourceAddress = { url: 'rtsp://cam/main', username: 'u', password: 'p' };

/** What each way does when it is its turn: gives pictures for so long, then ends with this. */
type Script = Partial<Record<Way, { code: StreamFault['code']; picturesMs?: number }>>;

function setUp(script: Script) {
  const world = { nowMs: 1_000_000, ran: [] as Way[], script };
  const make =
    (way: Way): CreateSource =>
    (request) => ({
      run: async () => {
        world.ran.push(way);
        const { code = 'camera_unreachable', picturesMs } = world.script[way] ?? {};
        if (picturesMs !== undefined) {
          request.sink.onAccessUnits([picture], 0);
          world.nowMs += picturesMs;
        }
        throw new StreamFaultError({ code, message: 'It broke.' });
      },
    });
  const chooser = new SourceChooser({
    create: { 'in-process': make('in-process'), ffmpeg: make('ffmpeg'), encoder: make('encoder') },
    now: () => world.nowMs,
  });
  const attempt = async (over: Partial<SourceAddress> = {}) => {
    const source = chooser.create({ address: { ...address, ...over }, sink, log: recordingLog() });
    const { fault } = (await source.run(new AbortController().signal).catch((e) => e)) as StreamFaultError;
    return { ...source.about, ended: fault.code };
  };
  return { world, attempt };
}

describe('what pulls a camera', () => {
  test('is our own client, and stays it whatever happens to the network', async () => {
    const { world, attempt } = setUp({ 'in-process': { code: 'camera_unreachable' } });
    for (let i = 0; i < 5; i += 1)
      expect(await attempt()).toEqual({ kind: 'in-process', ended: 'camera_unreachable' });
    world.script = { 'in-process': { code: 'camera_unauthorized' } };
    await attempt();
    expect(new Set(world.ran)).toEqual(new Set(['in-process']));
  });

  test('is ffmpeg where our client says it does not suit, until the address changes or a day passed', async () => {
    const { world, attempt } = setUp({
      'in-process': { code: 'source_unsuitable' },
      ffmpeg: { code: 'camera_ended', picturesMs: 1000 },
    });
    expect(await attempt()).toEqual({ kind: 'in-process', ended: 'source_unsuitable' });
    const second = await attempt();
    expect(second).toMatchObject({ kind: 'ffmpeg', reason: { code: 'source_unsuitable' } });
    expect(second.ended).toBe('camera_ended');
    expect((await attempt({ password: 'other' })).kind).toBe('in-process');
    expect((await attempt({ url: 'rtsp://cam/sub' })).kind).toBe('in-process');
    world.nowMs += 23 * 3600_000;
    expect((await attempt()).kind).toBe('ffmpeg');
    world.nowMs += 3600_000;
    expect((await attempt()).kind).toBe('in-process');
  });

  test('is ffmpeg after two protocol errors in a row, but not where pictures came for long', async () => {
    const { world, attempt } = setUp({ 'in-process': { code: 'camera_protocol_error', picturesMs: 100 } });
    expect((await attempt()).ended).toBe('camera_protocol_error');
    world.script = { 'in-process': { code: 'camera_ended' } };
    await attempt();
    world.script = { 'in-process': { code: 'camera_protocol_error', picturesMs: 90_000 } };
    for (let i = 0; i < 3; i += 1) expect((await attempt()).ended).toBe('camera_protocol_error');
    world.script = { 'in-process': { code: 'camera_protocol_error' } };
    expect((await attempt()).ended).toBe('camera_protocol_error');
    expect((await attempt()).ended).toBe('source_unsuitable');
    expect(await attempt()).toMatchObject({ kind: 'ffmpeg', reason: { code: 'camera_protocol_error' } });
  });

  test('is ffmpeg where only that gets a picture; where none does, trials become rare', async () => {
    const { world, attempt } = setUp({
      'in-process': { code: 'camera_stalled' },
      ffmpeg: { code: 'camera_stalled' },
    });
    expect((await attempt()).ended).toBe('source_unsuitable');
    expect((await attempt()).kind).toBe('ffmpeg');
    for (let i = 0; i < 3; i += 1)
      expect(await attempt()).toEqual({ kind: 'in-process', ended: 'camera_stalled' });
    world.nowMs += 10 * 60_000;
    await attempt();
    world.script = {
      'in-process': { code: 'camera_stalled' },
      ffmpeg: { code: 'camera_stalled', picturesMs: 1 },
    };
    for (let i = 0; i < 3; i += 1) expect((await attempt()).kind).toBe('ffmpeg');
  });

  test('encodes what cannot be copied; what nobody can read is said to be so, and begins anew', async () => {
    const { attempt } = setUp({
      'in-process': { code: 'source_unsuitable' },
      ffmpeg: { code: 'camera_codec_unsupported' },
      encoder: { code: 'camera_codec_unsupported' },
    });
    const ended = [await attempt(), await attempt(), await attempt()].map((one) => one.ended);
    expect(ended).toEqual(['source_unsuitable', 'source_unsuitable', 'camera_codec_unsupported']);
    expect((await attempt()).kind).toBe('in-process');
  });
});
