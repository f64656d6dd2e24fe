import { COLLECTED } from '../memory/collected.ts';
import type { RawUnit } from '../sources/source.ts';
import { type Box, boxes, findBox, malformed, need, requireBox } from './box.ts';
import { inspectAccessUnit } from './nal.ts';
import type { InitSegment, SampleDefaults } from './parse-init.ts';
import type { Mp4Unit } from './unit-splitter.ts';

const NON_SYNC = 0x10000;

/**
 * Reads a `moof`+`mdat` that holds one sample of the video track. A sample is a keyframe when either its
 * flags or its NAL units say so: encoders that start a GOP with a recovery point have no IDR, and a muxer
 * may lose the flag.
 * @throws MediaError `source_crashed`
 */
export function parseFragment(unit: Mp4Unit, init: InitSegment): RawUnit {
  const moof = unit.boxes.find((box) => box.type === 'moof');
  const mdat = unit.boxes.find((box) => box.type === 'mdat');
  if (!moof || !mdat) throw malformed('moof or mdat is missing');
  const { data } = unit;
  const traf = findTraf(data, moof, init.trackId);
  const tfdt = requireBox(data, traf, 'tfdt');
  need(tfdt, tfdt.body, 12 - (data[tfdt.body] === 1 ? 0 : 4));
  const decodeTime =
    data[tfdt.body] === 1 ? Number(data.readBigUInt64BE(tfdt.body + 4)) : data.readUInt32BE(tfdt.body + 4);
  const sample = readSample(data, traf, init.defaults);
  const accessUnit = data.subarray(mdat.body, mdat.end);
  const facts = inspectAccessUnit(init.codec, accessUnit);
  return {
    keyframe: facts.randomAccess || (sample.flags & NON_SYNC) === 0,
    data: accessUnit,
    memory: COLLECTED,
    decodeTime,
    durationTicks: sample.duration,
    compositionTicks: sample.composition,
    ...(facts.sps && { sps: facts.sps }),
  };
}

function findTraf(data: Buffer, moof: Box, trackId: number): Box {
  for (const traf of boxes(data, moof.body, moof.end)) {
    if (traf.type !== 'traf') continue;
    const tfhd = requireBox(data, traf, 'tfhd');
    need(tfhd, tfhd.body, 8);
    if (data.readUInt32BE(tfhd.body + 4) === trackId) return traf;
  }
  throw malformed('no fragment of the video track');
}

interface Sample {
  readonly duration: number;
  readonly flags: number;
  readonly composition: number;
}

/** The one sample of `traf`: `trun` overrides `tfhd`, which overrides `trex` (ISO/IEC 14496-12, 8.8). */
function readSample(data: Buffer, traf: Box, trex: SampleDefaults): Sample {
  const defaults = readTfhd(data, requireBox(data, traf, 'tfhd'), trex);
  const trun = findBox(data, traf, 'trun');
  if (!trun) throw malformed('trun is missing');
  need(trun, trun.body, 8);
  const has = data.readUInt32BE(trun.body) & 0xffffff;
  if (data.readUInt32BE(trun.body + 4) !== 1) throw malformed('a fragment must hold one access unit');
  let at = trun.body + 8;
  const next = (mask: number): number | undefined => {
    if ((has & mask) === 0) return undefined;
    need(trun, at, 4);
    at += 4;
    return data.readUInt32BE(at - 4);
  };
  next(0x1); // data offset: the sample is the whole mdat
  const firstFlags = next(0x4);
  const duration = next(0x100) ?? defaults.duration;
  next(0x200); // size
  const flags = next(0x400) ?? firstFlags ?? defaults.flags;
  const composition = (next(0x800) ?? 0) | 0;
  return { duration, flags, composition };
}

function readTfhd(data: Buffer, tfhd: Box, trex: SampleDefaults): SampleDefaults {
  need(tfhd, tfhd.body, 8);
  const has = data.readUInt32BE(tfhd.body) & 0xffffff;
  let at = tfhd.body + 8 + (has & 0x1 ? 8 : 0) + (has & 0x2 ? 4 : 0);
  const next = (mask: number): number | undefined => {
    if ((has & mask) === 0) return undefined;
    need(tfhd, at, 4);
    at += 4;
    return data.readUInt32BE(at - 4);
  };
  return {
    duration: next(0x8) ?? trex.duration,
    size: next(0x10) ?? trex.size,
    flags: next(0x20) ?? trex.flags,
  };
}
