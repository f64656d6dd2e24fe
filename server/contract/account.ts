/** How people sign in: the steps after the password, one's own account, sessions, and the site's rules for it all. */
import { z } from 'zod';
import { grant, me, role } from './access.ts';
import { id, instant, name } from './common.ts';
import { PASSWORD_LEAST, PASSWORD_MOST } from './password-rules.ts';

/** Checked for its length here, for the rest of the rules (`passwordFaults`) where the person is known. */
export const chosenPassword = z
  .string()
  .min(PASSWORD_LEAST, `at least ${PASSWORD_LEAST} characters`)
  .max(PASSWORD_MOST, `at most ${PASSWORD_MOST} characters`);

/** What is still asked of somebody who gave the right password, before there is a session. */
export const signInStep = z.enum(['second-factor', 'new-password', 'enrolment']);
export type SignInStep = z.infer<typeof signInStep>;

/**
 * In the 401 that asks for a further step (`second_factor_required`, `new_password_required`,
 * `enrolment_required`). Each is for that one step, a few minutes and a few tries.
 */
export const signInChallenge = z.object({ id: z.string(), step: signInStep, expiresAt: instant });
export type SignInChallenge = z.infer<typeof signInChallenge>;

const challenge = z.string().min(1).max(100);
/** Six digits of an authenticator, or one of the recovery codes; spaces and case do not matter. */
const code = z
  .string()
  .trim()
  .min(6, 'six digits, or a recovery code')
  .max(40, 'six digits, or a recovery code');

export const secondFactorAnswer = z.object({ challenge, code });
export const newPasswordAnswer = z.object({ challenge, next: chosenPassword });
export const enrolmentStart = z.object({ challenge });
export const enrolmentAnswer = z.object({ challenge, code });

/** What an authenticator is set up with. Shown until the first code of it was given, and never again. */
export const enrolment = z.object({
  /** Base32, to be typed. */
  secret: z.string(),
  /** `otpauth://totp/…`, to be scanned. */
  uri: z.string(),
});
export type Enrolment = z.infer<typeof enrolment>;

/** Each opens the account once, when the authenticator is lost. Shown once. */
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export const enrolled = recoveryCodes.extend({ me });

/** How a session was opened. */
export const openedBy = z.enum(['password', 'second-factor', 'recovery-code', 'sso', 'program']);
export type OpenedBy = z.infer<typeof openedBy>;

export const session = z.object({
  id,
  /** The one that asks. */
  current: z.boolean(),
  openedBy,
  from: z.string(),
  /** As the browser calls itself. */
  userAgent: z.string(),
  since: instant,
  lastSeenAt: instant,
  /** At the latest, however much it is used. */
  endsAt: instant,
});
export type Session = z.infer<typeof session>;
export const sessionList = z.object({ items: z.array(session) });

const secondFactorState = z.object({ since: instant, recoveryCodesLeft: z.number().int() }).nullable();

/** One's own. */
export const account = z.object({
  username: z.string(),
  displayName: z.string(),
  /** Null: signs in elsewhere, and has no password with us. */
  password: z.object({ setAt: instant, expiresAt: instant.nullable() }).nullable(),
  secondFactor: secondFactorState,
  /** By the site's rules: it cannot be taken away. */
  secondFactorRequired: z.boolean(),
  /** The other sign-in service's name for the person, where there is one. */
  sso: z.object({ issuer: z.string(), name: z.string() }).nullable(),
});
export type Account = z.infer<typeof account>;

export const startEnrolment = z.object({ password: z.string().min(1).max(PASSWORD_MOST) });
export const confirmEnrolment = z.object({ code });
export const withPasswordAndCode = z.object({ password: z.string().min(1).max(PASSWORD_MOST), code });

/** Where and until when a name is kept out after too many failures. `network`: null is wherever it is not known. */
export const lock = z.object({ network: z.string().nullable(), until: instant, failures: z.number().int() });
export type Lock = z.infer<typeof lock>;

/** What an admin sees of how somebody signs in. */
export const userSecurity = z.object({
  hasPassword: z.boolean(),
  passwordSetAt: instant.nullable(),
  mustChangePassword: z.boolean(),
  secondFactor: secondFactorState,
  secondFactorRequired: z.boolean(),
  locks: z.array(lock),
  lastSignInAt: instant.nullable(),
  sso: z.object({ issuer: z.string(), name: z.string(), linked: z.boolean() }).nullable(),
  sessions: z.array(session),
});
export type UserSecurity = z.infer<typeof userSecurity>;

const count = (least: number, most: number) =>
  z.number().int().min(least, `at least ${least}`).max(most, `at most ${most}`);

/** The site's rules for signing in. */
export const signInSettings = z.object({
  /** Whoever holds one of these roles signs in with a second factor. */
  secondFactorRoles: z
    .array(role)
    .max(20)
    .transform((all) => [...new Set(all)]),
  /** Null: a password holds until it is changed. */
  passwordMaxAgeDays: count(1, 3650).nullable(),
  /** So many failures … */
  lockAfter: count(3, 100),
  /** … within so many minutes … */
  lockWindowMinutes: count(1, 1440),
  /** … lock a name for so many. */
  lockMinutes: count(1, 1440),
  /** A session ends after so long without use, an open wall being use … */
  idleMinutes: count(5, 7 * 24 * 60),
  /** … and after so long whatever happens. */
  lifetimeHours: count(1, 90 * 24),
});
export type SignInSettings = z.infer<typeof signInSettings>;

export const DEFAULT_SIGN_IN_SETTINGS: SignInSettings = {
  secondFactorRoles: [],
  passwordMaxAgeDays: null,
  lockAfter: 10,
  lockWindowMinutes: 15,
  lockMinutes: 15,
  idleMinutes: 8 * 60,
  lifetimeHours: 7 * 24,
};

/** What the sign-in page offers beside name and password. */
export const signInMethods = z.object({ sso: z.object({ label: z.string() }).nullable() });

/** Answered where signing out goes on at the other sign-in service. */
export const signedOut = z.object({ continueAt: z.string() });

/** Who has `value` among their groups at the other service holds `grant` here. */
export const ssoMapping = z.object({ value: z.string().trim().min(1, 'must not be empty').max(200), grant });
export type SsoMapping = z.infer<typeof ssoMapping>;
export const ssoMappings = z.object({ items: z.array(ssoMapping).max(500, 'at most 500 rows') });

export const ssoState = z.object({
  /** Null: not configured; see `config/default.yaml`. */
  configured: z
    .object({
      issuer: z.string(),
      clientId: z.string(),
      label: z.string(),
      groupsClaim: z.string(),
      /** Where the other service must send people back to. */
      redirectUri: z.string(),
      /** Whether its description could be read just now; null where it could, else why not. */
      unreachable: z.string().nullable(),
    })
    .nullable(),
  mappings: z.array(ssoMapping),
});
export type SsoState = z.infer<typeof ssoState>;

export const ssoPerson = z.object({
  id,
  issuer: z.string(),
  subject: z.string(),
  name: z.string(),
  groups: z.array(z.string()),
  userId: id,
  username: z.string(),
  displayName: name,
  /** True: an admin gave them a local account, whose own grants hold. */
  linked: z.boolean(),
  lastAt: instant,
});
export type SsoPerson = z.infer<typeof ssoPerson>;

/** Null: back to an account of their own. */
export const linkSsoPerson = z.object({ username: z.string().trim().min(1).max(64).nullable() });
