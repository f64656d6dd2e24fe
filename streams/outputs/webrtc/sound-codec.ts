import type { AudioFormat } from '../../types.ts';
import type { SoundCodec } from './rtp-parameters.ts';

/** What a camera's sound goes through WebRTC as: G.711 as it is, everything else as Opus. */
export function soundCodecOf(format: AudioFormat): SoundCodec {
  const plain = format.sampleRate === 8_000 && format.channels === 1;
  return plain && format.codec !== 'aac' ? format.codec : 'opus';
}
