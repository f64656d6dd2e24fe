/** Every setting there is, what it accepts and what it is when nobody says. Worded for admins in default.yaml. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { readRange } from '../streams/reach/index.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const text = z.string().trim().min(1);

export const roles = ['web', 'media', 'jobs'] as const;
const roleList = z
  .union([z.string().transform((list) => list.split(',').map((one) => one.trim())), z.array(z.string())])
  .pipe(z.array(z.enum(roles)).min(1));

/** IP networks, `10.1.0.0/16`; what each means is checked where it is used. */
const networkList = z
  .union([z.string().transform((list) => list.split(',')), z.array(z.string())])
  .transform((list) => list.map((one) => one.trim()).filter((one) => one !== ''))
  .refine(
    (list) => list.every((one) => readRange(one) !== undefined),
    'expected networks like 10.1.0.0/16, comma separated',
  );

/** Folders; relative ones are the program's. */
const folderList = z
  .union([z.string().transform((list) => list.split(',')), z.array(z.string())])
  .transform((list) => list.map((one) => one.trim()).filter((one) => one !== ''));

const UNITS: Readonly<Record<string, number>> = { '': 1, MB: 1e6, GB: 1e9, TB: 1e12 };
/** Bytes, also as `20 GB`. */
const bytes = z
  .union([z.number(), z.string()])
  .transform((given) => /^(\d+(?:\.\d+)?)\s*(MB|GB|TB|)$/i.exec(String(given).trim()))
  .refine((found) => found !== null, 'expected a size like 20 GB')
  .transform((found) => Math.round(Number(found?.[1]) * (UNITS[(found?.[2] ?? '').toUpperCase()] ?? 1)));

/** `yes`, `true`, `1` and `on` are true; so are their opposites false; anything else is a fault. */
const flag = z.union([z.boolean(), z.stringbool()]);

export const configSchema = z.strictObject({
  host: text.default('0.0.0.0'),
  port: port.default(8080),
  dataDir: text.default('./data'),
  cacheDir: text.optional(),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
    .optional(),
  redisUrl: z
    .string()
    .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
    .optional(),
  roles: roleList.default([...roles]),
  adminPassword: z.string().min(10, 'at least 10 characters').max(200).optional(),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  tlsCert: text.optional(),
  tlsKey: text.optional(),
  trustProxy: flag.default(false),
  metricsToken: z.string().min(16, 'at least 16 characters').max(200).optional(),
  publicUrl: z
    .string()
    .regex(/^https?:\/\/[^/?#\s]+\/?$/, 'must be like https://watch.example, without a path')
    .optional(),
  oidcIssuer: z
    .string()
    .regex(
      /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$))[^\s]*$/,
      'must begin with https:// (http:// only on this machine)',
    )
    .optional(),
  oidcClientId: text.optional(),
  oidcClientSecret: text.optional(),
  oidcLabel: text.max(40, 'at most 40 characters').default('统一身份认证'),
  oidcGroupsClaim: text.default('groups'),
  oidcScopes: text.regex(/(^|\s)openid(\s|$)/, 'must hold openid').default('openid profile'),
  webrtcPort: port.default(8189),
  webrtcWorkers: z.coerce
    .number()
    .int()
    .min(1)
    .max(32)
    .default(() => Math.min(availableParallelism(), 4)),
  webrtcAnnouncedAddress: text.optional(),
  rtmpPort: port.default(1935),
  transcodeSlots: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(() => Math.max(1, availableParallelism() - 1)),
  cameraNetworks: networkList.default([]),
  transcodeMaxHeight: z.coerce.number().int().min(180).max(2160).default(720),
  exchangeDropDir: text.optional(),
  recording: flag.default(true),
  recordingDirs: folderList.default([]),
  recordingReserve: bytes.default(5e9),
  occupancy: flag.default(true),
  healthEverySeconds: z.coerce.number().int().min(5).max(3600).default(60),
  smtpUrl: z
    .string()
    .regex(/^smtps?:\/\/[^\s/?#]+\/?(\?[^\s#]*)?$/, 'must be like smtp://name:password@mail.example:587')
    .refine((url) => URL.canParse(url), 'is no URL: write special characters of the password percent-encoded')
    .optional(),
  smtpFrom: text
    .regex(/^[^\r\n]*@[^\s@]+$/, 'must be an address, like 明窗 <mingchuang@jieyang.example>')
    .optional(),
  webhookNetworks: networkList.default([]),
  pgBinDir: text.optional(),
  mediasoupWorkerBin: text.optional(),
  webrtcUnavailable: text.optional(),
  demo: flag.default(false),
});

export type Config = z.infer<typeof configSchema>;

/** Which environment variable sets which key. Empty variables count as not set. */
export const environmentNames: Readonly<Record<keyof Config, string>> = {
  host: 'MC_HOST',
  port: 'MC_PORT',
  dataDir: 'MC_DATA_DIR',
  cacheDir: 'MC_CACHE_DIR',
  databaseUrl: 'MC_DATABASE_URL',
  redisUrl: 'MC_REDIS_URL',
  roles: 'MC_ROLES',
  adminPassword: 'MC_ADMIN_PASSWORD',
  logLevel: 'MC_LOG_LEVEL',
  tlsCert: 'MC_TLS_CERT',
  tlsKey: 'MC_TLS_KEY',
  trustProxy: 'MC_TRUST_PROXY',
  metricsToken: 'MC_METRICS_TOKEN',
  publicUrl: 'MC_PUBLIC_URL',
  oidcIssuer: 'MC_OIDC_ISSUER',
  oidcClientId: 'MC_OIDC_CLIENT_ID',
  oidcClientSecret: 'MC_OIDC_CLIENT_SECRET',
  oidcLabel: 'MC_OIDC_LABEL',
  oidcGroupsClaim: 'MC_OIDC_GROUPS_CLAIM',
  oidcScopes: 'MC_OIDC_SCOPES',
  webrtcPort: 'MC_WEBRTC_PORT',
  webrtcWorkers: 'MC_WEBRTC_WORKERS',
  webrtcAnnouncedAddress: 'MC_WEBRTC_ANNOUNCED_ADDRESS',
  rtmpPort: 'MC_RTMP_PORT',
  transcodeSlots: 'MC_TRANSCODE_SLOTS',
  transcodeMaxHeight: 'MC_TRANSCODE_MAX_HEIGHT',
  cameraNetworks: 'MC_CAMERA_NETWORKS',
  exchangeDropDir: 'MC_EXCHANGE_DROP_DIR',
  recording: 'MC_RECORDING',
  recordingDirs: 'MC_RECORDING_DIRS',
  recordingReserve: 'MC_RECORDING_RESERVE',
  occupancy: 'MC_OCCUPANCY',
  healthEverySeconds: 'MC_HEALTH_EVERY_SECONDS',
  smtpUrl: 'MC_SMTP_URL',
  smtpFrom: 'MC_SMTP_FROM',
  webhookNetworks: 'MC_WEBHOOK_NETWORKS',
  pgBinDir: 'MC_PG_BIN_DIR',
  mediasoupWorkerBin: 'MEDIASOUP_WORKER_BIN',
  webrtcUnavailable: 'MC_WEBRTC_UNAVAILABLE',
  demo: 'MC_DEMO',
};
