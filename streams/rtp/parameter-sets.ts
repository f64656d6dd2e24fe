import { BitReader, tryRead, withoutEmulationPrevention } from '../codec/bit-reader.ts';
import { parseSpsH264 } from '../codec/sps-h264.ts';
import { parseSpsH265 } from '../codec/sps-h265.ts';
import type { MediaFormat } from '../types.ts';
import { H264_SYNTAX, H265_SYNTAX, type NalSyntax } from './nal-syntax.ts';
import type { RtpTrack } from './receiver.ts';

type Described = Pick<MediaFormat, 'codecString' | 'width' | 'height'> & { readonly fps?: number };

/** What the parameter sets amount to. */
export interface PictureFormat extends Described {
  readonly parameterSets: readonly Buffer[];
  /** By the parameter set, pictures may be shown after ones that were decoded later. */
  readonly mayReorder: boolean;
}

/** Cameras use one of each, seldom two. More is nonsense. */
const MOST_SETS = 32;
const MOST_SET_BYTES = 4096;

/** The parameter sets that are valid now, from the session's description and from the stream. */
export class ParameterSets {
  readonly #codec: MediaFormat['codec'];
  readonly #syntax: NalSyntax;
  /** By kind and id. */
  readonly #sets = new Map<number, Buffer>();
  #sps: Buffer | undefined;
  #changed = true;
  #mayHaveFields = false;

  constructor(codec: MediaFormat['codec']) {
    this.#codec = codec;
    this.#syntax = codec === 'h264' ? H264_SYNTAX : H265_SYNTAX;
  }

  /** Something is different from when the format was last asked for. */
  get changed(): boolean {
    return this.#changed;
  }

  /** A picture may come in two fields, each with a first slice of its own. */
  get mayHaveFields(): boolean {
    return this.#mayHaveFields;
  }

  /** Takes in one set; the bytes are copied where they are new. */
  learn(nal: Buffer): void {
    const type = this.#syntax.typeOf(nal[0] ?? 0);
    if (!this.#syntax.isParameterSet(type) || nal.length > MOST_SET_BYTES) return;
    const known = this.#find(type, nal);
    if (known) {
      this.#use(type, known);
      return;
    }
    const id = this.#idOf(type, nal);
    if (id === undefined) return;
    const key = type * 1000 + id;
    if (this.#sets.size >= MOST_SETS && !this.#sets.has(key)) this.#sets.clear();
    const copy = Buffer.from(nal);
    this.#sets.set(key, copy);
    this.#changed = true;
    this.#use(type, copy);
  }

  /** The format as it is now; undefined where a set is missing or cannot be read. */
  format(): PictureFormat | undefined {
    this.#changed = false;
    const sps = this.#sps;
    if (!sps) return undefined;
    const types = this.#codec === 'h264' ? [7, 8] : [32, 33, 34];
    const parameterSets: Buffer[] = [];
    for (const type of types) {
      const ofType = this.#ofType(type);
      if (ofType.length === 0) return undefined;
      // Whoever reads only the first must get the one in use.
      parameterSets.push(...ofType.filter((set) => set === sps), ...ofType.filter((set) => set !== sps));
    }
    return describePicture(this.#codec === 'h264' ? parseSpsH264 : parseSpsH265, sps, parameterSets);
  }

  #use(type: number, set: Buffer): void {
    if ((type !== 7 && type !== 33) || this.#sps === set) return;
    this.#sps = set;
    this.#changed = true;
    this.#mayHaveFields = type === 7 && parseSpsH264(set)?.frameMbsOnly === false;
  }

  #find(type: number, nal: Buffer): Buffer | undefined {
    for (const [key, set] of this.#sets) {
      if (Math.floor(key / 1000) === type && set.equals(nal)) return set;
    }
    return undefined;
  }

  #ofType(type: number): Buffer[] {
    return [...this.#sets].filter(([key]) => Math.floor(key / 1000) === type).map(([, set]) => set);
  }

  #idOf(type: number, nal: Buffer): number | undefined {
    if (type === 7) return parseSpsH264(nal)?.id;
    if (type === 33) return parseSpsH265(nal)?.id;
    if (type === 32) return nal.length > 2 ? (nal[2] ?? 0) >> 4 : undefined;
    const { headerBytes } = this.#syntax;
    return tryRead(() => new BitReader(withoutEmulationPrevention(nal, headerBytes)).unsigned(255));
  }
}

/** `parse`: the codec's own reader. One that cannot tell of reordering (H.264 without VUI) leaves it possible. */
function describePicture(
  parse: typeof parseSpsH264 | typeof parseSpsH265,
  nal: Buffer,
  parameterSets: readonly Buffer[],
): PictureFormat | undefined {
  const sps = parse(nal);
  if (!sps) return undefined;
  const { codecString, width, height, fps, maxReorderFrames } = sps;
  return {
    codecString,
    width,
    height,
    ...(fps !== undefined && { fps }),
    parameterSets,
    mayReorder: maxReorderFrames !== 0,
  };
}

/** The sets that a session's description brings: `sprop-parameter-sets` (RFC 6184), `sprop-vps` … (RFC 7798). */
export function describedSets(fmtp: RtpTrack['fmtp']): Buffer[] {
  const names = ['sprop-vps', 'sprop-sps', 'sprop-pps', 'sprop-parameter-sets'];
  return names
    .flatMap((name) => (fmtp.get(name) ?? '').split(','))
    .map((text) => withoutStartCode(Buffer.from(text.trim(), 'base64')))
    .filter((set) => set.length > 0);
}

/** Some cameras describe their sets with start codes in front. */
function withoutStartCode(set: Buffer): Buffer {
  if (set.length > 4 && set.readUInt32BE(0) === 1) return set.subarray(4);
  return set.length > 3 && set.readUIntBE(0, 3) === 1 ? set.subarray(3) : set;
}
