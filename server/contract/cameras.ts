/** Cameras, what a connection test finds, and where a window is in a camera's picture. */
import { z } from 'zod';
import { id, instant, name } from './common.ts';
import { gb28181Id } from './gb28181-id.ts';

export const profile = z.enum(['main', 'sub']);
export type Profile = z.infer<typeof profile>;

/**
 * `rtsp://host[:port]/path`, or `rtmp://` where that is all there is (ffmpeg pulls it). Credentials have fields of their own; a URL that carries them is refused. Cameras that
 * want them in the path get them there from their fields: `/user={username}&password={password}&channel=1`.
 */
export const rtspUrl = z
  .string()
  .trim()
  .max(500)
  .superRefine((text, ctx) => {
    const fault = rtspUrlFault(text);
    if (fault !== undefined) ctx.addIssue({ code: 'custom', message: RTSP_URL_FAULTS[fault] });
  });

const RTSP_URL_FAULTS = {
  not_a_url: 'expected rtsp://host:port/path',
  not_rtsp: 'must begin with rtsp:// or rtmp://',
  no_host: 'has no host',
  credentials: 'put user and password into their own fields, not into the address',
  password_in_path: 'write {password} in the place of the password, and the password into its own field',
  bad_character: 'has a blank, quote, backslash or control character',
} as const;
export type RtspUrlFault = keyof typeof RTSP_URL_FAULTS;

/** What is wrong with an RTSP address, or undefined. */
export function rtspUrlFault(text: string): RtspUrlFault | undefined {
  if (!URL.canParse(text)) return 'not_a_url';
  const url = new URL(text);
  if (url.protocol !== 'rtsp:' && url.protocol !== 'rtmp:') return 'not_rtsp';
  if (url.hostname === '') return 'no_host';
  if (url.username !== '' || url.password !== '') return 'credentials';
  if (/(?:password|passwd|pwd|pass)=(?!\{password\})[^/?&;]/i.test(text)) return 'password_in_path';
  // A line break or quote could reach a script that names the address.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u0020"'\\]/.test(text)) return 'bad_character';
  return undefined;
}

/** In the place of an address: we do not pull, the camera's encoder pushes RTMP with a stream key. */
export const PUSHED = 'push:';

export const cameraUrl = z
  .string()
  .trim()
  .max(500)
  .superRefine((text, ctx) => {
    const fault = text === PUSHED ? undefined : rtspUrlFault(text);
    if (fault !== undefined) ctx.addIssue({ code: 'custom', message: RTSP_URL_FAULTS[fault] });
  });

/** The same stream may serve as both profiles: then give only `main`. */
export const cameraProfile = z.object({ profile, url: cameraUrl });

const text = (most: number) => z.string().trim().max(most, `at most ${most} characters`);
/** Empty is the same as not known. */
const known = (most: number) =>
  text(most)
    .nullable()
    .transform((value) => value || null);

/** What is known of a camera beside how it is reached. */
const details = {
  gb28181Id: gb28181Id.nullable(),
  make: known(60),
  model: known(60),
  serial: known(80),
  firmware: known(80),
  /** Where its ONVIF device service is: `http://host[:port]/path`. Without credentials. */
  onvifAddress: z
    .string()
    .trim()
    .max(300)
    .refine(isOnvifAddress, 'expected http://host:port/onvif/device_service, without user and password')
    .nullable(),
  /** What the health board compares with. Null: learnt. */
  expectedFps: z.number().min(0.1).max(240).nullable(),
  expectedKbps: z.number().int().min(1).max(200_000).nullable(),
  note: text(500),
};

/** `http(s)://host[:port]/path` without credentials. */
export function isOnvifAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password, hash } = new URL(address);
  const isHttp = protocol === 'http:' || protocol === 'https:';
  return isHttp && hostname !== '' && username === '' && password === '' && hash === '';
}

export const camera = z.object({
  id,
  hallId: id,
  name,
  profiles: z.array(cameraProfile),
  gb28181Id: z.string().nullable(),
  make: z.string().nullable(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  firmware: z.string().nullable(),
  onvifAddress: z.string().nullable(),
  expectedFps: z.number().nullable(),
  expectedKbps: z.number().nullable(),
  note: z.string(),
  /** Retired then: not pulled any more, its history stays. */
  closedAt: instant.nullable(),
  /** The same camera in the hall it stood in before, and the one it became. */
  movedFrom: id.nullable(),
  movedTo: id.nullable(),
  /** Whether credentials are set; they themselves never leave the server. */
  hasCredentials: z.boolean(),
  createdAt: instant,
});
export type Camera = z.infer<typeof camera>;

/** Credentials that may be set but are never shown. Leave out to keep, null to remove. */
export const cameraCredentials = z.object({
  username: z.string().max(100),
  password: z.string().max(200),
});

const profiles = z
  .array(cameraProfile)
  .min(1, 'a camera needs its main profile')
  .max(2)
  .refine((all) => all.some((p) => p.profile === 'main'), 'a camera needs its main profile')
  .refine((all) => new Set(all.map((p) => p.profile)).size === all.length, 'a profile may appear once');

export const newCamera = z.object({
  name,
  profiles,
  credentials: cameraCredentials.nullable().default(null),
  ...z.object(details).partial().shape,
});
export const changeCamera = z.object({
  name: name.optional(),
  profiles: profiles.optional(),
  credentials: cameraCredentials.nullable().optional(),
  ...z.object(details).partial().shape,
});
/** Where it stands from now on; under its name there, if that is another. */
export const moveCamera = z.object({ hallId: id, name: name.optional() });

/** A profile's stream key, as far as it may be told after it was made. */
export const pushKey = z.object({
  profile,
  createdAt: instant,
  /** The encoder that pushes now, and since when. */
  pushing: z.object({ from: z.string(), since: instant }).nullable(),
});
export type PushKey = z.infer<typeof pushKey>;

/** What is entered in the encoder: the server's address, and the key. */
export const newPushKey = z.object({
  profile,
  createdAt: instant,
  address: z.string(),
  streamKey: z.string(),
});
export type NewPushKey = z.infer<typeof newPushKey>;

/** Either a new address, or one that is registered (`cameraId`), whose stored credentials are then used. */
export const probeRequest = z.object({
  url: rtspUrl,
  credentials: cameraCredentials.nullable().optional(),
  /** Use the stored credentials of this camera when `credentials` is left out. */
  cameraId: id.optional(),
});

/** What the connection test saw. `picture` is a JPEG as a data URL. */
export const probeResult = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    codec: z.string(),
    width: z.number().int(),
    height: z.number().int(),
    fps: z.number().nullable(),
    bitrateKbps: z.number().nullable(),
    gopMs: z.number().nullable(),
    hasBFrames: z.boolean().nullable(),
    audioCodec: z.string().nullable(),
    picture: z.string().nullable(),
    /** The camera's clock less the server's; null: it does not say. */
    clockOffsetMs: z.number().nullable(),
    /** Null: the source does not know. */
    transport: z.enum(['tcp', 'udp']).nullable(),
    /** What will pull it, and why not the in-process client. */
    source: z.enum(['in-process', 'ffmpeg']).nullable(),
    sourceReason: z.string().nullable(),
    /** Whether browsers play it as it is, or it is encoded for them while it is watched. */
    plays: z.enum(['direct', 'transcoded']),
    /** From the first attempt to the first picture. */
    firstPictureMs: z.number(),
    /** What the camera calls itself. */
    server: z.string().nullable(),
    auth: z.enum(['none', 'basic', 'digest']),
    packetsLost: z.number(),
    /** What to know or change, in codes the client words (`camera.advice`); the worst first. */
    advice: z.array(z.string()),
  }),
  z.object({
    ok: z.literal(false),
    code: z.string(),
    /** More closely, in codes the client words (`camera.why`). */
    why: z.string().optional(),
    /** In English, for people who read logs; holds the camera's own answer where it gave one. */
    reason: z.string(),
  }),
]);
export type ProbeResult = z.infer<typeof probeResult>;

/** A corner in picture coordinates: 0..1 from the left and from the top. */
export const point = z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) });
export const polygon = z.array(point).min(3, 'a zone needs at least 3 corners').max(32);
export type Polygon = z.infer<typeof polygon>;

/** A window's zones in a camera's picture, valid in [from, to). Never overwritten: a change closes one and opens another. */
export const placement = z.object({
  id,
  cameraId: id,
  windowId: id,
  clerkZone: polygon,
  applicantZone: polygon.nullable(),
  validFrom: instant,
  validTo: instant.nullable(),
});
export type Placement = z.infer<typeof placement>;
export const newPlacement = z.object({
  windowId: id,
  clerkZone: polygon,
  applicantZone: polygon.nullable().default(null),
});
/** Body of `PUT /api/v1/cameras/:cameraId/placements/:windowId`. */
export const placementZones = newPlacement.omit({ windowId: true });

/**
 * What pulls a camera now, and why not the in-process client where it is not: a fault's code (`source_unsuitable`,
 * `camera_protocol_error`, `camera_stalled`, `camera_codec_unsupported`), `detail` in English for people who read logs.
 */
export const streamSource = z.object({
  kind: z.enum(['in-process', 'ffmpeg', 'push']),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
});
export type StreamSourceWire = z.infer<typeof streamSource>;

/** Why browsers cannot play a camera's own picture. */
export const transcodeReason = z.enum([
  'h265_not_in_browsers',
  'b_frames_not_in_webrtc',
  'profile_not_in_browsers',
  'codec_not_in_browsers',
]);

/** The browser variant of a stream: its picture encoded again, as browsers cannot play it as it is. */
export const transcodeStatus = z.object({
  /** `queued`: every encoder is busy; `place` 1 is the next. `failed`: it is tried again, `fault` says what happened. */
  state: z.enum(['queued', 'starting', 'running', 'failed']),
  place: z.number().int().nullable(),
  reason: transcodeReason,
  fault: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Of the picture that browsers get; null until there is one. */
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
});
export type TranscodeStatusWire = z.infer<typeof transcodeStatus>;

/** The camera's wall clock against the server's, as far as its RTCP sender reports tell. */
export const cameraClock = z.object({
  /** Positive: the camera is ahead. Null: it does not say. */
  offsetMs: z.number().nullable(),
  /** How fast its media clock runs against ours, parts per million; positive: fast. Null: not known yet. */
  driftPpm: z.number().nullable(),
});

/** What viewers are told of a camera profile's stream. */
export const streamStatus = z.object({
  cameraId: id,
  profile,
  state: z.enum(['idle', 'connecting', 'live', 'stalled', 'backing-off']),
  since: instant,
  /** Since when there is no picture; null while there is one. */
  offlineSince: instant.nullable(),
  fault: z.object({ code: z.string(), message: z.string() }).nullable(),
  codec: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  fps: z.number().nullable(),
  bitrateKbps: z.number().nullable(),
  /** Null until a source was started. */
  source: streamSource.nullable(),
  /** Null while browsers play the camera's own picture. */
  transcode: transcodeStatus.nullable(),
  clock: cameraClock.nullable(),
});
export type StreamStatusWire = z.infer<typeof streamStatus>;
