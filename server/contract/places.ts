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

export const changeRegion = z.object({ name: name.optional() });

export const department = z.object({
  id,
  regionCode,
  name,
  /** 统一社会信用代码; a wrong checksum warns, never rejects. */
  uscc: z.string().nullable(),
});
export type Department = z.infer<typeof department>;
const uscc = z
  .string()
  .trim()
  .regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/, '18 characters, digits and capitals without I O S V Z')
  .nullable();
export const newDepartment = z.object({ regionCode, name, uscc: uscc.default(null) });
export const changeDepartment = z.object({ name: name.optional(), uscc: uscc.optional() });

/** What a leased line is where nobody says otherwise: 2 Mbit/s, of which 400 kbit/s are for data. For forms to begin with. */
export const LEASED_LINE = { lineKbps: 2000, lineReserveKbps: 400 } as const;

/** kbit/s between the hall and this server; null: no cap, the hall is on a network of its own. */
const lineKbps = z.number().int().min(64).max(10_000_000).nullable();
/** kbit/s of it that pictures must leave to data; less than the line itself. */
const lineReserveKbps = z.number().int().min(0).max(10_000_000);
const lineFields = { lineKbps, lineReserveKbps };

export const hall = z.object({
  id,
  regionCode,
  name,
  address: z.string().nullable(),
  ...lineFields,
  /** The hall's policy: whether its cameras' sound may be listened to at all, by those with the permission. */
  soundAllowed: z.boolean(),
  windowCount: z.number().int(),
  cameraCount: z.number().int(),
  createdAt: instant,
});
export type Hall = z.infer<typeof hall>;
const address = z.string().trim().max(200).nullable();
export const newHall = z.object({
  regionCode,
  name,
  address: address.default(null),
  lineKbps: lineKbps.default(null),
  lineReserveKbps: lineReserveKbps.default(LEASED_LINE.lineReserveKbps),
  soundAllowed: z.boolean().default(false),
});
export const changeHall = z.object({
  name: name.optional(),
  address: address.optional(),
  lineKbps: lineKbps.optional(),
  lineReserveKbps: lineReserveKbps.optional(),
  soundAllowed: z.boolean().optional(),
});

/**
 * `GET /api/v1/halls/:hallId/line`: what is pulled over the hall's line now. A viewing that does not fit waits a
 * moment and is then refused with the code `line_full`.
 */
export const hallLine = z.object({
  lineKbps,
  lineReserveKbps,
  /** What pictures may use: the line less its reserve; null: no cap. */
  capKbps: z.number().int().nullable(),
  usedKbps: z.number().int(),
  /** Viewings that wait for room. */
  waiting: z.number().int(),
  /** The largest first. */
  streams: z.array(
    z.object({
      cameraId: id,
      profile: z.enum(['main', 'sub']),
      kbps: z.number().int(),
      /** False: an assumption, until the stream was seen for some seconds. */
      measured: z.boolean(),
      viewers: z.number().int(),
    }),
  ),
});
export type HallLine = z.infer<typeof hallLine>;

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
const windowCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9-]{1,16}$/, 'letters, digits and - (1–16)');
export const newWindow = z.object({ departmentId: id, code: windowCode, name });
/** The department may change only while nothing was reported at the window, so that history stays whose it was. */
export const changeWindow = z.object({
  departmentId: id.optional(),
  code: windowCode.optional(),
  name: name.optional(),
});

/** What is registered already, as far as the asker sees it: where a first visit should begin. */
export const setupSummary = z.object({
  halls: z.number().int(),
  cameras: z.number().int(),
  windows: z.number().int(),
  /** Open placements: windows drawn into a camera's picture. */
  placements: z.number().int(),
});
export type SetupSummary = z.infer<typeof setupSummary>;
