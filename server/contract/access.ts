/** Who may do what: roles are bundles of named permissions, each grant scoped to a place and all below it. */
import { z } from 'zod';
import { id, instant, name } from './common.ts';
import { PASSWORD_LEAST, PASSWORD_MOST } from './password-rules.ts';

/** Roles every site has; what they may do is fixed (`server/access/rights/roles.ts`). */
export const builtInRole = z.enum(['admin', 'supervisor', 'monitor', 'department', 'clerk', 'auditor']);
export type BuiltInRole = z.infer<typeof builtInRole>;
/** A built-in role's name, or the id of a role that an admin of everything made. */
export const role = z.union([builtInRole, id], {
  error: 'expected the name of a built-in role or the id of another',
});
export type Role = z.infer<typeof role>;

export const permission = z.enum([
  'places:read',
  'places:write',
  'cameras:read',
  'cameras:write',
  'live:view',
  /** Hear a camera, where its hall allows sound. */
  'live:listen',
  /** Goes before others where a hall's line has not room for all. */
  'live:priority',
  'overlays:view',
  'cases:read',
  /** Applicants' names and id numbers in full; each look is on the audit trail, with its reason. */
  'cases:unmask',
  'matters:read',
  'matters:write',
  /** Who serves at which window, and when: names of people. */
  'clerks:read',
  'clerks:write',
  /** The health board: states, outages and the pictures that show a fault. */
  'health:read',
  /** Take an alarm on, and close it. */
  'alarms:handle',
  /** Say at which internal addresses cameras may be; everywhere only. */
  'networks:write',
  /** People, their grants, and the answer to "who sees this, and why". */
  'users:read',
  'users:write',
  /** Give a person a time-boxed right to see one case. */
  'rights:grant',
  'tokens:write',
  'audit:read',
  'exchange:report',
  /** How a department's feeds do, what of them was refused, and whether the counts agree. */
  'exchange:read',
  /** Put refused rows right and send them again. */
  'exchange:correct',
  /** Register and advance cases at a window of a unit without a system. */
  'desk:write',
  /** Holidays, make-up days and the hours of regions. */
  'calendar:write',
  /** When which card is issued, and to whom it is told. */
  'rules:write',
  'alerts:read',
  /** Issue or cancel what waits, order and accept rectification, decide appeals, revoke. */
  'alerts:decide',
  /** A department's answers: appeals, replies to orders. */
  'alerts:reply',
  /** Mail, webhooks, who is told what; and what became of each notice. */
  'notices:write',
  /** Play footage back; with a purpose, on the audit trail. Without it: the live buffer's ten minutes, with `live:view`. */
  'recordings:view',
  /** What is recorded, for how long, and how full disks may get. */
  'recordings:write',
  /** Keep footage from being purged. */
  'holds:write',
  /** Let held footage go. */
  'holds:release',
  /** Take footage out of the house: evidence packages. */
  'evidence:write',
  /** Write down what one sees at an instant, for all who may see the camera. */
  'notes:write',
  /** What the pictures show of windows' places over time: somebody there or not. Never who. */
  'occupancy:view',
  'leads:read',
  /** Confirm, dismiss, watch; what it becomes needs its own right (`alerts:decide`, `findings:write`). */
  'leads:review',
  /** What makes a lead in a hall. */
  'leads:write',
  /** Walls and tours of one's own, and sharing them. */
  'walls:write',
  'patrols:read',
  /** Go from window to window and say what one saw. */
  'patrols:walk',
  /** Plans. */
  'patrols:write',
  'findings:read',
  /** Write down what is wrong at a window, with its picture. */
  'findings:write',
  /** Order it put right, accept or send back the reply, close. */
  'findings:decide',
  /** A department's reply to an order. */
  'findings:reply',
  /** Sit down at the shift desk, hand over. */
  'duty:write',
]);
export type Permission = z.infer<typeof permission>;

/** `region` scopes cover everything in the region tree below them; `department` covers its own windows and cases. */
export const scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everywhere') }),
  z.object({ kind: z.literal('region'), code: z.string() }),
  z.object({ kind: z.literal('hall'), id }),
  z.object({ kind: z.literal('department'), id }),
]);
export type Scope = z.infer<typeof scope>;

/** `until`: the grant ends by itself; left out or null: it stands until it is taken away. */
export const grant = z.object({ role, scope, until: instant.nullable().optional() });
export type Grant = z.infer<typeof grant>;
/** A person's; each is looked up when it is given, so not any number. */
const grants = z.array(grant).min(1, 'at least one grant').max(100, 'at most 100 grants');

export const credentials = z.object({
  username: z.string().trim().min(1, 'must not be empty').max(64),
  password: z.string().min(1, 'must not be empty').max(200),
});

export const me = z.object({
  id,
  username: z.string(),
  displayName: z.string(),
  grants: z.array(grant),
  permissions: z.array(permission),
  /** The server's clock when it answered. */
  serverTime: instant,
});
export type Me = z.infer<typeof me>;

/** Checked for its length here, for the rest (`password-rules.ts`) where the person is known. */
const password = z
  .string()
  .min(PASSWORD_LEAST, `at least ${PASSWORD_LEAST} characters`)
  .max(PASSWORD_MOST, `at most ${PASSWORD_MOST} characters`);
/** Whoever else knows the password: it is asked for once, then for a new one. */
const mustChangePassword = z.boolean();

export const user = z.object({
  id,
  username: z.string(),
  displayName: z.string(),
  grants: z.array(grant),
  disabled: z.boolean(),
  createdAt: instant,
});
export type User = z.infer<typeof user>;

export const newUser = z.object({
  username: z
    .string()
    .trim()
    .regex(/^[a-z0-9._-]{2,64}$/, 'lower-case letters, digits, . _ - (2–64)'),
  displayName: name,
  password,
  mustChangePassword: mustChangePassword.default(false),
  grants,
});

export const changeUser = z.object({
  displayName: name.optional(),
  password: password.optional(),
  /** Only with a password. */
  mustChangePassword: mustChangePassword.default(false),
  grants: grants.optional(),
  disabled: z.boolean().optional(),
});

/** One's own; ends one's other sessions. */
export const changePassword = z.object({ current: z.string().min(1).max(PASSWORD_MOST), next: password });

/** What a machine may hold: it reports, or it reads. Nothing that a person would have to answer for. */
export const machinePermission = permission.extract([
  'exchange:report',
  'places:read',
  'cameras:read',
  'matters:read',
  'cases:read',
  'overlays:view',
  'health:read',
]);
export type MachinePermission = z.infer<typeof machinePermission>;

/**
 * A machine's token: shown once, when made. `source` names the system, and keys the events of one that reports.
 * `departmentId` is for whom it reports; a token that only reads has none, and may read within `scope`.
 */
export const token = z.object({
  id,
  name,
  source: z.string(),
  departmentId: id.nullable(),
  permissions: z.array(machinePermission),
  scope,
  createdAt: instant,
  /** Null: an old one, that stands until it is revoked. */
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  /** To the minute. */
  lastUsedAt: instant.nullable(),
  lastUsedFrom: z.string().nullable(),
});
export type Token = z.infer<typeof token>;

/** A year, unless said otherwise. */
export const TOKEN_DAYS = 365;
/** So long before its end the list warns. */
export const TOKEN_WARN_DAYS = 30;

export const newToken = z.object({
  name,
  source: z
    .string()
    .trim()
    // A folder is called by it: none that is hidden, or leads elsewhere.
    .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{1,63}$/, 'letters, digits, . _ - (2–64), not . first'),
  /** Needed to report; the scope then is this department. */
  departmentId: id.optional(),
  permissions: z
    .array(machinePermission)
    .min(1, 'at least one permission')
    .max(20)
    .transform((all) => [...new Set(all)])
    .default(['exchange:report']),
  /** Left out: the department's. */
  scope: scope.optional(),
  /** Left out: a year from now; null: never, which nobody should need. */
  expiresAt: instant.nullable().optional(),
});

export const issuedToken = token.extend({ secret: z.string() });
