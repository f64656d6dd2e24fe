/** The connection test in the words of the contract: what the media plane measured, and what to know about it. */
import { type ProbeReport, probeCamera, StreamFaultError } from '../streams/index.ts';
import type { Probe } from './cameras/index.ts';
import type { ProbeResult } from './contract/cameras.ts';

/** A new tile's first picture waits for a keyframe; LL-HLS cuts there. Past this it is worth changing. */
const GOP_LONG_MS = 4000;

export const probe: Probe = async (address, options) => {
  try {
    return resultOf(await probeCamera(address, options));
  } catch (error) {
    if (!(error instanceof StreamFaultError)) throw error;
    return { ok: false, code: error.code, reason: error.message };
  }
};

export function resultOf(report: ProbeReport): ProbeResult {
  return {
    ok: true,
    codec: report.codec,
    width: report.width,
    height: report.height,
    fps: report.fps === undefined ? null : Math.round(report.fps * 10) / 10,
    bitrateKbps: report.bitrateKbps === undefined ? null : Math.round(report.bitrateKbps),
    gopMs: report.gopMs === undefined ? null : Math.round(report.gopMs),
    hasBFrames: report.hasBFrames,
    audioCodec: report.audioCodec ?? null,
    picture: report.picture ? `data:image/jpeg;base64,${report.picture.toString('base64')}` : null,
    advice: [
      ...(report.codec === 'h265' ? ['h265_not_in_browsers'] : []),
      ...(report.hasBFrames ? ['b_frames_not_in_webrtc'] : []),
      ...((report.gopMs ?? 0) > GOP_LONG_MS ? ['gop_long'] : []),
    ],
  };
}
