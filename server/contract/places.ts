/** Where things are: region → hall → window, and the departments that run windows. */
import { z } from 'zod';
import { id, instant, name } from './common.ts';

/**
 * GB/T 2260, always 6 digits (`445200`); townships 9. Development zones, which GB/T 2260 does not know, get a local
 * code: the city's 4 digits, a capital letter and a digit (`4452A1`), so that it can never be another's.
 */
export const regionCode = z
  .string()
  .regex(
    /^[0-9]{4}(?:[0-9]{2}|[A-Z][0-9])(?:[0-9]{3})?$/,
    '6 digits (GB/T 2260), a local code like 4452A1, or 3 digits more for a township',
  );
export const isLocalCode = (code: string): boolean => /^[0-9]{4}[A-Z]/.test(code);

export const regionLevel = z.enum(['province', 'city', 'county', 'township']);
export type RegionLevel = z.infer<typeof regionLevel>;

/** Since when a place is closed: it is in no list or chooser by itself, and what refers to it still finds it. */
const closedAt = instant.nullable();

export const region = z.object({
  code: regionCode,
  name,
  level: regionLevel,
  parentCode: regionCode.nullable(),
  closedAt,
  /** What took it over when it was closed. */
  mergedInto: regionCode.nullable(),
});
export type Region = z.infer<typeof region>;
export const newRegion = z.object({
  code: regionCode,
  name,
  level: regionLevel,
  parentCode: regionCode.nullable().default(null),
});
export type NewRegion = z.input<typeof newRegion>;
/** What may be meant and is worth a second look; never a reason to refuse. */
export const warning = z.enum(['uscc_checksum', 'code_not_below_parent']);
const warnings = z.array(warning).optional();
/** What registering or changing one answers. */
export const savedRegion = region.extend({ warnings });

export const changeRegion = z.object({ name: name.optional() });

/** Places that are not closed unless asked: `closed=include`. */
export const closedQuery = { closed: z.enum(['include']).optional() };

/** This region and everything below it. */
export const belowQuery = { below: regionCode.optional() };

export const department = z.object({
  id,
  regionCode,
  name,
  /** 统一社会信用代码; a wrong checksum warns, never rejects. */
  uscc: z.string().nullable(),
  closedAt,
  mergedInto: id.nullable(),
});
export type Department = z.infer<typeof department>;
export const savedDepartment = department.extend({ warnings });
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
  /** Who answers for the hall, and how to reach them. */
  contact: z.string().nullable(),
  phone: z.string().nullable(),
  ...lineFields,
  /** The hall's policy: whether its cameras' sound may be listened to at all, by those with the permission. */
  soundAllowed: z.boolean(),
  windowCount: z.number().int(),
  cameraCount: z.number().int(),
  createdAt: instant,
  closedAt,
  mergedInto: id.nullable(),
});
export type Hall = z.infer<typeof hall>;
const address = z.string().trim().max(200).nullable();
const contact = z.string().trim().max(100).nullable();
const phone = z
  .string()
  .trim()
  .regex(/^[0-9+()\-– ,;转]{3,60}$/, 'digits, + - ( ) and blanks (3–60)')
  .nullable();
export const newHall = z.object({
  regionCode,
  name,
  address: address.default(null),
  contact: contact.default(null),
  phone: phone.default(null),
  lineKbps: lineKbps.default(null),
  lineReserveKbps: lineReserveKbps.default(LEASED_LINE.lineReserveKbps),
  soundAllowed: z.boolean().default(false),
});
export const changeHall = z.object({
  name: name.optional(),
  address: address.optional(),
  contact: contact.optional(),
  phone: phone.optional(),
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
  closedAt,
  /** The window that goes on in its place, in another hall. */
  movedTo: id.nullable(),
});
export type Window = z.infer<typeof window>;
const windowCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9-]{1,16}$/, 'letters, digits and - (1–16)');
export const newWindow = z.object({ departmentId: id, code: windowCode, name });
/** What it was before stays in its terms: history keeps the code, name and department of its time. */
export const changeWindow = z.object({
  departmentId: id.optional(),
  code: windowCode.optional(),
  name: name.optional(),
});
export { windowCode };

/** What a window was called and who ran it, valid in [from, to). */
export const windowTerm = z.object({
  windowId: id,
  departmentId: id,
  departmentName: z.string(),
  code: z.string(),
  name,
  validFrom: instant,
  validTo: instant.nullable(),
});
export type WindowTerm = z.infer<typeof windowTerm>;

/** A matter that can be applied for at a window, valid in [from, to). */
export const windowMatter = z.object({
  matterId: id,
  code: z.string(),
  name,
  validFrom: instant,
  validTo: instant.nullable(),
});
export type WindowMatter = z.infer<typeof windowMatter>;
/** Body of `PUT /api/v1/windows/:windowId/matters`: all it serves from now on, each of its department's. */
export const setWindowMatters = z.object({ matterIds: z.array(id).max(500) });

/** What is registered already, as far as the asker sees it: where a first visit should begin. */
export const setupSummary = z.object({
  halls: z.number().int(),
  cameras: z.number().int(),
  windows: z.number().int(),
  /** Open placements: windows drawn into a camera's picture. */
  placements: z.number().int(),
});
export type SetupSummary = z.infer<typeof setupSummary>;
