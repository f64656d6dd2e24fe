/** Where things are: region → hall → window, and the departments that run windows. */
import { z } from 'zod';
import { id, instant, name } from './common.ts';

/** GB/T 2260: 2, 4 or 6 digits used as 6 (`445200`); townships 9; development zones have local codes. */
export const regionCode = z
  .string()
  .regex(/^[0-9]{6}([0-9]{3})?$/, '6 digits (GB/T 2260), or 9 for a township');

export const regionLevel = z.enum(['province', 'city', 'county', 'township']);

export const region = z.object({
  code: regionCode,
  name,
  level: regionLevel,
  parentCode: regionCode.nullable(),
});
export type Region = z.infer<typeof region>;
export const newRegion = region.extend({ parentCode: regionCode.nullable().default(null) });

export const department = z.object({
  id,
  regionCode,
  name,
  /** 统一社会信用代码; a wrong checksum warns, never rejects. */
  uscc: z.string().nullable(),
});
export type Department = z.infer<typeof department>;
export const newDepartment = z.object({
  regionCode,
  name,
  uscc: z
    .string()
    .trim()
    .regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/, '18 characters, digits and capitals without I O S V Z')
    .nullable()
    .default(null),
});

export const hall = z.object({
  id,
  regionCode,
  name,
  address: z.string().nullable(),
  windowCount: z.number().int(),
  cameraCount: z.number().int(),
  createdAt: instant,
});
export type Hall = z.infer<typeof hall>;
export const newHall = z.object({
  regionCode,
  name,
  address: z.string().trim().max(200).nullable().default(null),
});

export const window = z.object({
  id,
  hallId: id,
  departmentId: id,
  departmentName: z.string(),
  /** What is written over it, for example `3` or `A05`; unique within the hall. Departments report it as `windowCode`. */
  code: z.string(),
  name,
  createdAt: instant,
});
export type Window = z.infer<typeof window>;
export const newWindow = z.object({
  departmentId: id,
  code: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{1,16}$/, 'letters, digits and - (1–16)'),
  name,
});
