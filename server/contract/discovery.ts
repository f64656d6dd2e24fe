/** Looking for cameras on a network (ONVIF), and asking one device what it is. */
import { z } from 'zod';
import { cameraCredentials } from './cameras.ts';
import { id, instant } from './common.ts';

/** An interface of the server that cameras may be looked for on. */
export const localNetwork = z.object({
  name: z.string(),
  address: z.string(),
  /** `192.168.1.0/24`. */
  cidr: z.string(),
  /** Whether it is on a camera network: else what answers is shown, but not asked. */
  allowed: z.boolean(),
});
export type LocalNetwork = z.infer<typeof localNetwork>;

/** A range of at most 4,096 addresses (/20). */
export const newDiscovery = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('multicast'), interface: z.string().min(1).max(60) }),
  z.object({
    kind: z.literal('range'),
    cidr: z.string().trim().min(3).max(50),
    /** Left out: where makers put their device service. */
    ports: z.array(z.number().int().min(1).max(65_535)).min(1).max(8).optional(),
  }),
]);
export type NewDiscovery = z.infer<typeof newDiscovery>;

/** A camera that is registered at a device's address. Null where the asker may not see it: somebody else's. */
export const registeredAt = z.object({ cameraId: id, name: z.string(), hallId: id }).nullable();

export const foundDevice = z.object({
  /** Its device service: `http://192.168.1.64/onvif/device_service`. */
  address: z.string(),
  host: z.string(),
  name: z.string().nullable(),
  hardware: z.string().nullable(),
  /** False: it is on no camera network and was not asked; `network` is the one to add. */
  allowed: z.boolean(),
  network: z.string().nullable(),
  registered: z.array(registeredAt),
});
export type FoundDevice = z.infer<typeof foundDevice>;

export const discovery = z.object({
  id,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  startedAt: instant,
  /** Of `total`; both 0 where nothing is counted. */
  done: z.number().int(),
  total: z.number().int(),
  devices: z.array(foundDevice),
});
export type Discovery = z.infer<typeof discovery>;

export const askDevice = z.object({
  address: z.string().trim().min(3).max(300),
  credentials: cameraCredentials.nullable().default(null),
});

export const deviceProfile = z.object({
  token: z.string(),
  name: z.string(),
  /** `H264`, `H265`, `JPEG` … as the device says it. */
  codec: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  fps: z.number().nullable(),
  bitrateKbps: z.number().nullable(),
  hasAudio: z.boolean(),
  streamUrl: z.string().nullable(),
  /** The host the device wrote, where it is not the one it was reached at. */
  rewrittenFrom: z.string().nullable(),
});
export type DeviceProfile = z.infer<typeof deviceProfile>;

/** What a device told, or why it could not be asked: a code the client words. Faults are answered, not thrown. */
export const deviceAnswer = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    address: z.string(),
    make: z.string().nullable(),
    model: z.string().nullable(),
    firmware: z.string().nullable(),
    serial: z.string().nullable(),
    /** Positive: its clock is ahead. */
    clockOffsetMs: z.number().nullable(),
    asksPassword: z.boolean(),
    profiles: z.array(deviceProfile),
    main: z.string().nullable(),
    sub: z.string().nullable(),
    /** A JPEG as a data URL. */
    picture: z.string().nullable(),
    registered: z.array(registeredAt),
  }),
  z.object({
    ok: z.literal(false),
    code: z.enum(['unreachable', 'not_onvif', 'unauthorized', 'refused', 'address_not_allowed']),
    reason: z.string(),
  }),
]);
export type DeviceAnswer = z.infer<typeof deviceAnswer>;
