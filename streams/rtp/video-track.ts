import type { MediaFormat, StreamFault } from '../types.ts';
import type { RtpTrack } from './receiver.ts';

const CODECS: Readonly<Record<string, MediaFormat['codec']>> = { H264: 'h264', H265: 'h265', HEVC: 'h265' };

/** Which codec a described medium is of; undefined where it is none that this folder reads. */
export function videoCodecOf(track: Pick<RtpTrack, 'encoding'>): MediaFormat['codec'] | undefined {
  return CODECS[track.encoding.toUpperCase()];
}

/** Why `VideoReceiver` cannot serve a described medium, or undefined: to be asked before SETUP. */
export function videoTrackFault(track: RtpTrack): StreamFault | undefined {
  const codec = videoCodecOf(track);
  if (!codec) return unsuitable(`The camera sends ${track.encoding}, which needs another kind of source.`);
  if (track.clockRate <= 0) return unsuitable('The camera describes a clock that does not run.');
  const interleaved =
    codec === 'h264'
      ? track.fmtp.get('packetization-mode') === '2'
      : Number(track.fmtp.get('sprop-max-don-diff') ?? 0) > 0;
  return interleaved ? unsuitable('The camera sends its packets interleaved.') : undefined;
}

export function unsuitable(message: string): StreamFault {
  return { code: 'source_unsuitable', message };
}
