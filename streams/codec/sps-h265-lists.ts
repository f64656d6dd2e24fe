import { type BitReader, BitsError } from './bit-reader.ts';

/** The two tables of an H.265 sequence parameter set that must be walked through to reach what follows them. */

/** 7.3.4. */
export function skipScalingListData(bits: BitReader): void {
  for (let sizeId = 0; sizeId < 4; sizeId += 1) {
    const step = sizeId === 3 ? 3 : 1;
    for (let matrixId = 0; matrixId < 6; matrixId += step) {
      if (!bits.flag()) {
        bits.unsigned(5);
        continue;
      }
      if (sizeId > 1) bits.signed();
      const coefficients = Math.min(64, 1 << (4 + (sizeId << 1)));
      for (let i = 0; i < coefficients; i += 1) bits.signed();
    }
  }
}

const MOST_PICTURES = 16;

/** `num_short_term_ref_pic_sets` and the sets (7.3.7), of which each may be told as a change of the one before. */
export function skipShortTermSets(bits: BitReader): void {
  const count = bits.unsigned(64);
  let pictures = 0;
  for (let set = 0; set < count; set += 1) {
    pictures = set > 0 && bits.flag() ? readPredicted(bits, pictures) : readExplicit(bits);
    if (pictures > MOST_PICTURES) throw new BitsError('too many reference pictures');
  }
}

function readPredicted(bits: BitReader, previous: number): number {
  bits.skip(1); // delta_rps_sign
  bits.unsigned(0x7fff);
  let pictures = 0;
  for (let i = 0; i <= previous; i += 1) {
    const used = bits.flag();
    if (used || bits.flag()) pictures += 1;
  }
  return pictures;
}

function readExplicit(bits: BitReader): number {
  const pictures = bits.unsigned(MOST_PICTURES) + bits.unsigned(MOST_PICTURES);
  for (let i = 0; i < pictures; i += 1) {
    bits.unsigned(0x7fff);
    bits.skip(1);
  }
  return pictures;
}
