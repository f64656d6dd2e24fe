/**
 * What the reassembly must know of a codec's NAL units (ITU-T H.264 table 7-1 and 7.4.1.2, H.265 table 7-1 and
 * 7.4.2.4): which are pictures, which begin a new access unit, which nobody needs.
 */
export interface NalSyntax {
  readonly headerBytes: 1 | 2;
  typeOf(firstByte: number): number;
  isPicture(type: number): boolean;
  /** Decoding can begin with a picture of this type. */
  isRandomAccess(type: number): boolean;
  isParameterSet(type: number): boolean;
  /** Supplemental information that stands before the picture. */
  isInformation(type: number): boolean;
  /** A delimiter: the first of its access unit, and of no use to anybody but us. */
  isDelimiter(type: number): boolean;
  /** Filler, which is left out. */
  isFiller(type: number): boolean;
  /** Belongs to the picture before it. */
  isSuffix(type: number): boolean;
  /** With this type in front an access unit is whole at its head. */
  isHead(type: number): boolean;
  /** Of a picture's NAL unit: `firstByte` after the header says that it is the picture's first slice. */
  isFirstSlice(type: number, firstByte: number): boolean;
}

export const H264_SYNTAX: NalSyntax = {
  headerBytes: 1,
  typeOf: (firstByte) => firstByte & 0x1f,
  isPicture: (type) => type >= 1 && type <= 5,
  isRandomAccess: (type) => type === 5,
  isParameterSet: (type) => type === 7 || type === 8,
  isInformation: (type) => type === 6,
  isDelimiter: (type) => type === 9,
  isFiller: (type) => type === 12,
  isSuffix: (type) => type === 10 || type === 11,
  isHead: (type) => type === 7 || type === 9,
  // `first_mb_in_slice` is an Exp-Golomb number: 0 is a single 1 bit. Partitions B and C have none.
  isFirstSlice: (type, firstByte) => type !== 3 && type !== 4 && firstByte >= 0x80,
};

export const H265_SYNTAX: NalSyntax = {
  headerBytes: 2,
  typeOf: (firstByte) => (firstByte >> 1) & 0x3f,
  isPicture: (type) => type < 32,
  isRandomAccess: (type) => type >= 16 && type <= 23,
  isParameterSet: (type) => type >= 32 && type <= 34,
  isInformation: (type) => type === 39,
  isDelimiter: (type) => type === 35,
  isFiller: (type) => type === 38,
  isSuffix: (type) => type === 36 || type === 37 || type === 40,
  isHead: (type) => type === 32 || type === 35,
  // `first_slice_segment_in_pic_flag` is the first bit.
  isFirstSlice: (_type, firstByte) => firstByte >= 0x80,
};
