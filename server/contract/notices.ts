/** Who is told what, by which way, and how it got there. */
import { z } from 'zod';
import { id, instant, listQuery, name } from './common.ts';
import { regionCode } from './places.ts';
import { recipientRole } from './rules.ts';

/** What people are told of. Words of each: notice-words.ts. */
export const noticeKinds = [
  /** Of mode `confirm`: a supervisor says whether it is issued. */
  'cardPending',
  'cardIssued',
  'cardEscalated',
  'cardAppealed',
  'appealDecided',
  'revocationProposed',
  'orderIssued',
  'orderReplied',
  'orderSentBack',
  'orderDue',
  /** Once a day: how many cards may be appealed until tomorrow at the longest. */
  'appealsEnding',
  'feedAlarm',
  'clockFault',
  'refusalsWaiting',
  /** A disk of recordings is full, gone or failing, back, or filling with what is held. */
  'recordingDisk',
  'deliveryFailed',
  /** What a hold followed has ended, or its day has come: somebody else than who set it lets the footage go. */
  'holdEnding',
  'holdReleased',
  /** What was seen at a window of a department is to be put right, and what becomes of that. */
  'findingOrdered',
  'findingReplied',
  'findingSentBack',
  'findingDue',
  'findingEscalated',
  /** Picture and record disagree, strongly; bounded by hall. */
  'leadRaised',
  /** An alarm, a strong lead or a red card that nobody took on. */
  'unattended',
  /** A round of a patrol is to be walked now; and one that nobody began in time. */
  'roundDue',
  'roundMissed',
] as const;
export const noticeKind = z.enum(noticeKinds);
export type NoticeKind = z.infer<typeof noticeKind>;

/** In the system, by mail, by the site's webhook (an SMS gateway). */
export const noticeChannels = ['inbox', 'email', 'webhook'] as const;
export const noticeChannel = z.enum(noticeChannels);
export type NoticeChannel = z.infer<typeof noticeChannel>;
/** Those that somebody else carries on. */
export const sentChannel = z.enum(['email', 'webhook']);
export type SentChannel = z.infer<typeof sentChannel>;

export const noticeLanguage = z.enum(['zh', 'en']);
export type NoticeLanguage = z.infer<typeof noticeLanguage>;

/** What the words are made of; instants as text. Null: not known, and the line that would tell it is left out. */
export const noticeValues = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
export type NoticeValues = z.infer<typeof noticeValues>;

/** One thing told to whoever asks. */
export const inboxNotice = z.object({
  id,
  /** Grows with every notice. */
  seq: z.string(),
  kind: noticeKind,
  urgent: z.boolean(),
  values: noticeValues,
  /** A path of ours: `/alerts/<id>`. */
  link: z.string().nullable(),
  createdAt: instant,
  readAt: instant.nullable(),
});
export type InboxNotice = z.infer<typeof inboxNotice>;

export const inboxQuery = listQuery.omit({ q: true }).extend({
  unread: z.enum(['yes']).optional(),
  kind: noticeKind.optional(),
});
/** `unread`: counted up to 100. */
export const inboxCount = z.object({ unread: z.number().int() });
export type InboxCount = z.infer<typeof inboxCount>;
/** These, or everything up to the newest one that was seen. */
export const readNotices = z.union([
  z.strictObject({ ids: z.array(id).min(1).max(500) }),
  z.strictObject({ upTo: z.string().regex(/^\d{1,18}$/) }),
]);

export interface NoticesFollowed {
  unread: number;
}
/** Something new in one's inbox, or read elsewhere; `newest` null: only the count changed. */
export interface NoticesNews {
  unread: number;
  newest: InboxNotice | null;
}

/** What became of one notice by one way. `inbox` is there as soon as it is told. */
export const deliveryState = z.enum(['waiting', 'sending', 'sent', 'failed']);
export type DeliveryState = z.infer<typeof deliveryState>;
export const noticeDelivery = z.object({
  id,
  noticeId: id,
  kind: noticeKind,
  values: noticeValues,
  urgent: z.boolean(),
  about: z.string().nullable(),
  link: z.string().nullable(),
  recipientName: z.string(),
  channel: noticeChannel,
  state: deliveryState,
  attempts: z.number().int(),
  /** The next try, while it waits. */
  dueAt: instant.nullable(),
  /** Where it went last, shortened: `z***@jieyang.gov.cn`. */
  sentTo: z.string().nullable(),
  lastAnswer: z.string().nullable(),
  lastAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  createdAt: instant,
});
export type NoticeDelivery = z.infer<typeof noticeDelivery>;

/** Whom one step of telling was meant for, and whom it reached; `reached` null: nobody at all. */
export const noticeStep = z.object({
  asked: z.string(),
  reached: z.string().nullable(),
  /** Nobody was found for these. */
  skipped: z.array(z.string()),
  names: z.array(z.string()),
  at: instant,
});
export type NoticeStep = z.infer<typeof noticeStep>;

export const deliveriesQuery = listQuery.omit({ q: true }).extend({
  state: deliveryState.optional(),
  channel: sentChannel.optional(),
  kind: noticeKind.optional(),
});
/** Everything that was told of one thing, `alert:<id>`. */
export const noticesAbout = z.object({ steps: z.array(noticeStep), deliveries: z.array(noticeDelivery) });
export type NoticesAbout = z.infer<typeof noticesAbout>;
export const aboutQuery = z.object({ about: z.string().regex(/^[a-z-]{2,20}:[0-9A-Za-z._-]{1,80}$/) });

/** Ways beside the inbox, by kind: that one is always there. */
const kindChannels = z.partialRecord(noticeKind, z.array(sentChannel).max(2));
/** What the site lets people choose of; a kind left out: everything. */
export const noticePolicy = z.object({
  allowed: kindChannels,
  /** What holds for whoever chose nothing. */
  usual: kindChannels,
});
export type NoticePolicy = z.infer<typeof noticePolicy>;

export const noticeSettings = z.object({
  /** Where mail goes out; null: no server is set (MC_SMTP_URL). Never with a password. */
  mail: z.object({ server: z.string(), from: z.string() }).nullable(),
  webhook: z
    .object({ url: z.string(), enabled: z.boolean(), updatedAt: instant, updatedBy: z.string() })
    .nullable(),
  policy: noticePolicy,
});
export type NoticeSettings = z.infer<typeof noticeSettings>;

export const setWebhook = z.object({
  url: z
    .string()
    .trim()
    .max(500)
    .regex(
      /^https?:\/\/[^\s/@]+(\/[^\s]*)?$/,
      'must begin with http:// or https://, without a name or password',
    ),
  /** Signs each message; left out: the one that is set. */
  secret: z.string().min(16, 'at least 16 characters').max(200).optional(),
  enabled: z.boolean(),
});

const phoneNumber = z
  .string()
  .trim()
  .regex(/^\+?[0-9][0-9 -]{4,19}$/, 'a telephone number: digits, 5–20');
export const emailAddress = z.email('expected an e-mail address').trim().max(200);

/** Sends one message now, and answers what came of it. */
export const testNotice = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('email'), to: emailAddress }),
  z.object({ channel: z.literal('webhook'), to: phoneNumber }),
]);
export const testAnswer = z.object({
  ok: z.boolean(),
  /** In the words of whoever answered. */
  answer: z.string(),
  durationMs: z.number().int(),
});
export type TestAnswer = z.infer<typeof testAnswer>;

const minuteOfDay = z.number().int().min(0).max(1439);
/** One's own. */
export const noticePreferences = z.object({
  language: noticeLanguage,
  phone: phoneNumber.nullable(),
  /** Minutes of the day; what is not urgent waits until they are over. */
  quiet: z.object({ from: minuteOfDay, to: minuteOfDay }).nullable(),
  channels: kindChannels,
});
export type NoticePreferences = z.infer<typeof noticePreferences>;
export const ownNoticeSettings = noticePreferences.extend({
  email: z.string().nullable(),
  /** Waits for its code. */
  unconfirmed: z.string().nullable(),
  /** What there is to choose from, and what holds where nothing was chosen. */
  policy: noticePolicy,
  /** Ways this site has at all. */
  ways: z.array(sentChannel),
});
export type OwnNoticeSettings = z.infer<typeof ownNoticeSettings>;
export const setEmail = z.object({ email: emailAddress });
export const confirmEmail = z.object({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, 'six digits'),
});

/** Those of a department who are told of its cards before the supervisors are. */
export const contactRole = recipientRole.exclude(['supervisor']);
export const departmentContact = z.object({
  id,
  departmentId: id,
  role: contactRole,
  /** Null: somebody without an account. */
  userId: id.nullable(),
  username: z.string().nullable(),
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
});
export type DepartmentContact = z.infer<typeof departmentContact>;
export const newContact = z
  .object({
    role: contactRole,
    userId: id.nullable().default(null),
    /** Left out with a userId: as the account has it. */
    name: name.optional(),
    email: emailAddress.nullable().default(null),
    phone: phoneNumber.nullable().default(null),
  })
  .refine((one) => one.userId !== null || one.name !== undefined, {
    path: ['name'],
    message: 'is needed without an account',
  })
  .refine((one) => one.userId !== null || one.email !== null || one.phone !== null, {
    path: ['email'],
    message: 'an e-mail address or a telephone number is needed without an account',
  });

/** Where something is that people are told of. */
export const noticePlace = z.object({
  regionCode: regionCode.nullable(),
  hallId: id.nullable(),
  departmentId: id.nullable(),
});
export type NoticePlace = z.infer<typeof noticePlace>;
