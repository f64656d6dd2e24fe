/** The inside of FLV's audio tags: AAC and G.711, as far as we carry sound. */
import { parseAudioConfig } from '../../codec/audio-config.ts';
import type { AudioFormat } from '../../types.ts';

export type FlvAudio =
  | { readonly kind: 'format'; readonly format: AudioFormat }
  | { readonly kind: 'frame'; readonly data: Buffer };

const A_LAW = 7;
const MU_LAW = 8;
const AAC = 10;

/** Undefined for what we do not carry. */
export function readAudio(tag: Buffer): FlvAudio[] {
  const codec = (tag[0] ?? 0) >> 4;
  if (codec === AAC) return readAac(tag);
  if (codec !== A_LAW && codec !== MU_LAW) return [];
  const format: AudioFormat = { codec: codec === A_LAW ? 'pcma' : 'pcmu', sampleRate: 8000, channels: 1 };
  // No tag says it beforehand: each brings it along.
  return [
    { kind: 'format', format },
    { kind: 'frame', data: Buffer.from(tag.subarray(1)) },
  ];
}

function readAac(tag: Buffer): FlvAudio[] {
  if (tag.length < 3) return [];
  const data = Buffer.from(tag.subarray(2));
  if (tag[1] === 1) return [{ kind: 'frame', data }];
  const config = parseAudioConfig(data);
  if (!config) return [];
  const { sampleRate, channels } = config;
  return [{ kind: 'format', format: { codec: 'aac', sampleRate, channels, config: data } }];
}
