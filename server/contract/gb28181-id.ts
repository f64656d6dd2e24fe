/**
 * The 20 digits that name a camera in GB/T 28181: centre 8, industry 2, type 3, network 1, serial 6. 131 is a camera,
 * 132 a network camera.
 */
import { z } from 'zod';

export const GB28181_CAMERA_TYPES = ['131', '132'] as const;

/** Of GB/T 2260: province-level codes. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(
    ' ',
  ),
);

export type Gb28181Fault = 'digits' | 'length' | 'centre' | 'type' | 'serial';

/** What is wrong with an id, or undefined. */
export function gb28181IdFault(text: string): Gb28181Fault | undefined {
  if (!/^\d*$/.test(text)) return 'digits';
  if (text.length !== 20) return 'length';
  if (!PROVINCES.has(text.slice(0, 2))) return 'centre';
  if (!GB28181_CAMERA_TYPES.some((type) => type === text.slice(10, 13))) return 'type';
  return /^0+$/.test(text.slice(14)) ? 'serial' : undefined;
}

const FAULTS: Readonly<Record<Gb28181Fault, (text: string) => string>> = {
  digits: () => 'must be digits only',
  length: (text) =>
    `has ${text.length} digits; 20 are expected: centre 8, industry 2, type 3, network 1, serial 6`,
  centre: (text) => `centre (digits 1–8) begins with ${text.slice(0, 2)}, which is no province’s code`,
  type: (text) =>
    `type (digits 11–13) is ${text.slice(10, 13)}; 131 (camera) or 132 (network camera) is expected`,
  serial: () => 'serial (digits 15–20) is 000000; expected 000001 or more',
};

export const gb28181Id = z
  .string()
  .trim()
  .max(40)
  .superRefine((text, ctx) => {
    const fault = gb28181IdFault(text);
    if (fault !== undefined) ctx.addIssue({ code: 'custom', message: FAULTS[fault](text) });
  });
