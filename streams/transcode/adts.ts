/** ADTS (ISO/IEC 14496-3, 1.A.2): the seven bytes before an AAC frame that let it stand without a container. */

const HEADER_BYTES = 7;
const AAC_LC = 2;

export interface Adts {
  readonly objectType: number;
  readonly frequencyIndex: number;
  readonly channels: number;
}

/**
 * What ADTS says of the sound, from its AudioSpecificConfig. High-efficiency AAC is named by its low-complexity core,
 * as ADTS does. Undefined for what ADTS cannot say (a rate that is not in the table).
 */
export function adtsOf(config: Buffer): Adts | undefined {
  const [first = 0, second = 0] = config;
  if (config.length < 2) return undefined;
  const objectType = first >> 3;
  const frequencyIndex = ((first & 7) << 1) | (second >> 7);
  const channels = (second >> 3) & 15;
  if (frequencyIndex > 12 || channels < 1 || channels > 7) return undefined;
  return { objectType: objectType >= 1 && objectType <= 4 ? objectType : AAC_LC, frequencyIndex, channels };
}

export function adtsHeader({ objectType, frequencyIndex, channels }: Adts, frameBytes: number): Buffer {
  const length = HEADER_BYTES + frameBytes;
  return Buffer.from([
    0xff,
    0xf1,
    ((objectType - 1) << 6) | (frequencyIndex << 2) | (channels >> 2),
    ((channels & 3) << 6) | ((length >> 11) & 3),
    (length >> 3) & 0xff,
    ((length & 7) << 5) | 0x1f,
    0xfc,
  ]);
}
