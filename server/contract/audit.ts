/** The audit trail on the wire. */
import { z } from 'zod';
import { instant, listQuery, looseInstant } from './common.ts';

const fields = z.record(z.string(), z.unknown());

export const auditRow = z.object({
  /** Numbered without gaps. */
  seq: z.string(),
  at: instant,
  /** `user:admin`, `machine:scjg`, `nobody:<name that was tried>`. */
  actor: z.string(),
  /** As they are called today; null where nobody is known by it. */
  actorName: z.string().nullable(),
  from: z.string(),
  action: z.string(),
  target: z.string(),
  /** As it was called then, or is now where that was not kept. */
  targetName: z.string().nullable(),
  reason: z.string().nullable(),
  detail: fields,
  /** Of a change what differs; null: there was nothing, or nothing was kept. */
  before: fields.nullable(),
  after: fields.nullable(),
  /** SHA-256, hexadecimal. */
  hash: z.string(),
});
export type AuditRow = z.infer<typeof auditRow>;

/**
 * Actions by what they are about (`hall` for `hall.change`), in the order one chooses from; what is not listed has no
 * group. `recording` comes with playback: looking at recorded video will be `recording.view` and `recording.view-end`.
 */
export const actionGroups = {
  viewing: ['live', 'recording', 'picture'],
  unmasking: ['case'],
  rights: ['user', 'role', 'viewing-right', 'token', 'sso', 'setting', 'camera-network'],
  signIn: ['session', 'password', 'second-factor', 'recovery-code', 'lock'],
  exports: ['audit', 'registry', 'evidence'],
  imports: ['import'],
  desk: ['desk'],
  places: [
    ...['region', 'department', 'hall', 'window', 'matter', 'place-change'],
    ...['floor-plan', 'position', 'office-hour', 'exception', 'calendar'],
  ],
  people: ['clerk', 'shift'],
  cameras: ['camera', 'placement', 'push-key', 'camera-probe', 'discovery', 'analysis'],
  alerts: ['alert', 'rule', 'lead', 'lead-rule'],
  health: ['alarm', 'alarm-setting'],
  exchange: ['refusal', 'feed'],
  footage: ['recording-policy', 'recording-disk', 'hold'],
  watch: ['duty', 'plan', 'round', 'visit', 'draw', 'finding'],
} as const;
export const actionGroup = z.enum(Object.keys(actionGroups) as [keyof typeof actionGroups]);
export type ActionGroup = z.infer<typeof actionGroup>;

/**
 * Every action there is, by what it is about: the page has words for each of them (a test of its own), and the route
 * table makes no other (`server/permissions.integration.test.ts`).
 */
export const actionVerbs: Readonly<Record<string, readonly string[]>> = {
  live: ['view', 'view-end', 'listen', 'listen-end'],
  recording: ['view', 'view-end'],
  'recording-policy': ['set', 'remove'],
  'recording-disk': ['change'],
  picture: ['view'],
  case: ['unmask', 'receipt'],
  desk: ['register', 'advance', 'undo', 'attend'],
  user: ['create', 'change', 'remove'],
  role: ['create', 'change', 'remove'],
  'viewing-right': ['create', 'remove'],
  token: ['create', 'remove'],
  sso: ['map', 'link'],
  setting: ['set'],
  'camera-network': ['create', 'remove'],
  session: ['create', 'refuse', 'remove', 'end'],
  password: ['set'],
  'second-factor': ['set', 'remove', 'reset'],
  'recovery-code': ['set'],
  lock: ['lift'],
  audit: ['export'],
  registry: ['export'],
  import: ['create', 'apply', 'undo', 'cancel', 'remove', 'passwords'],
  region: ['create', 'change', 'move', 'merge', 'close', 'remove'],
  department: ['create', 'change', 'move', 'merge', 'close', 'remove'],
  hall: ['create', 'change', 'move', 'merge', 'close', 'remove'],
  window: ['create', 'change', 'serve', 'move', 'close', 'remove'],
  matter: ['create', 'change', 'withdraw', 'close', 'remove'],
  'place-change': ['undo'],
  'floor-plan': ['set', 'remove'],
  position: ['set'],
  'office-hour': ['set', 'remove'],
  calendar: ['set', 'remove'],
  exception: ['set', 'remove'],
  clerk: ['create', 'change', 'end', 'remove'],
  shift: ['lay', 'copy', 'set'],
  camera: ['create', 'change', 'close', 'move', 'reference', 'remove'],
  placement: ['set', 'remove'],
  analysis: ['set'],
  'push-key': ['set', 'remove'],
  'camera-probe': ['create'],
  discovery: ['create', 'ask', 'end'],
  alert: ['decide', 'decide-many', 'answer', 'attach'],
  rule: ['set', 'remove'],
  note: ['create', 'change', 'remove', 'restore'],
  alarm: ['take', 'close'],
  'alarm-setting': ['set'],
  refusal: ['view', 'export', 'resend', 'dismiss'],
  feed: ['change', 'settle'],
  email: ['set', 'remove'],
  contact: ['create', 'remove'],
  delivery: ['resend'],
  webhook: ['set', 'remove'],
  'notice-policy': ['set'],
  notice: ['test'],
  overview: ['recount'],
  hold: ['create', 'release', 'restore'],
  lead: ['decide', 'decide-many', 'export'],
  'lead-rule': ['set'],
  evidence: ['create', 'download', 'remove'],
  finding: ['create', 'change', 'act', 'attach', 'export'],
  plan: ['create', 'set', 'remove', 'restore'],
  round: ['create', 'begin', 'end', 'export'],
  visit: ['set', 'find', 'unfind'],
  draw: ['commit', 'freeze', 'reveal'],
  wall: ['create', 'set', 'remove', 'restore'],
  tour: ['create', 'set', 'remove', 'restore'],
  duty: ['begin', 'end'],
};

const placeName = z.string().regex(/^(region|department|hall|window|camera|case):[0-9a-zA-Z-]{1,40}$/);

/** What of the trail is asked for; all of it together. */
export const auditFilter = z.object({
  /** `user:admin`, whole; or a part of the name of a person. */
  actor: z.string().trim().max(200).optional(),
  group: actionGroup.optional(),
  action: z.string().max(100).optional(),
  target: z.string().max(200).optional(),
  /** `hall:<id>`, `region:445202`: what was done there or below it. */
  place: placeName.optional(),
  /** From this instant … */
  from: looseInstant.optional(),
  /** … to before this one. */
  to: looseInstant.optional(),
  /** In the reason, the names and the detail. */
  q: z.string().trim().max(100).optional(),
});
export type AuditFilter = z.infer<typeof auditFilter>;

export const auditQuery = auditFilter.extend({
  cursor: z
    .string()
    .regex(/^[0-9]{1,18}$/)
    .optional(),
  limit: listQuery.shape.limit,
});

export const exportFormat = z.enum(['csv', 'jsonl']);
export const auditExport = z.object({ format: exportFormat, filter: auditFilter.default({}) });

/** What is wrong with the trail, at the first row where anything is. */
export const chainFault = z.object({
  kind: z.enum(['altered', 'missing', 'reordered', 'inserted', 'truncated', 'rewritten', 'anchors']),
  /** The row, or the first of those that are not there. */
  seq: z.string(),
  /** In words, English. */
  message: z.string(),
});
export type ChainFault = z.infer<typeof chainFault>;

export const verificationResult = z.object({
  ok: z.boolean(),
  /** Rows looked at. */
  rows: z.number().int(),
  /** The newest row, and its hash; null: an empty trail. */
  head: z.object({ seq: z.string(), hash: z.string() }).nullable(),
  /** Heads signed off before that were found again. */
  anchors: z.number().int(),
  fault: chainFault.nullable(),
  startedAt: instant,
  finishedAt: instant,
});
export type VerificationResult = z.infer<typeof verificationResult>;

export const verification = z.object({
  /** Rows looked at of about how many, while it runs; null: it does not. */
  running: z.object({ rows: z.number().int(), of: z.number().int() }).nullable(),
  last: verificationResult.nullable(),
});
export type Verification = z.infer<typeof verification>;
