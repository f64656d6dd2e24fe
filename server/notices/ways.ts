/** By which ways beside the inbox somebody is told: what the site has and allows, and what the person chose of it. */
import { type NoticeKind, type NoticePolicy, type SentChannel, sentChannel } from '../contract/notices.ts';
import type { Person } from './recipients.store.ts';

export interface SiteWays {
  /** A mail server is set. */
  readonly email: boolean;
  /** The webhook is set and on. */
  readonly webhook: boolean;
  readonly policy: NoticePolicy;
}

/** Where the site says nothing: text messages cost, so they are for who asks for them. */
const USUAL: readonly SentChannel[] = ['email'];

export const allowedOf = (policy: NoticePolicy, kind: NoticeKind): readonly SentChannel[] =>
  policy.allowed[kind] ?? sentChannel.options;
export const usualOf = (policy: NoticePolicy, kind: NoticeKind): readonly SentChannel[] =>
  (policy.usual[kind] ?? USUAL).filter((one) => allowedOf(policy, kind).includes(one));

export function waysOf(person: Person, kind: NoticeKind, site: SiteWays): SentChannel[] {
  // Sent by what just failed it would fail as well, and tell of itself.
  if (kind === 'deliveryFailed') return [];
  // Somebody without an account has no inbox and made no choice: they are told by what they are known by.
  const wished =
    person.userId === null ? sentChannel.options : (person.channels?.[kind] ?? usualOf(site.policy, kind));
  return sentChannel.options.filter(
    (way) => allowedOf(site.policy, kind).includes(way) && wished.includes(way) && leadsTo(person, way, site),
  );
}

/** Whether anything leads to them at all; who has an account has an inbox. */
export const canBeTold = (person: Person, site: SiteWays): boolean =>
  person.userId !== null || sentChannel.options.some((way) => leadsTo(person, way, site));

function leadsTo(person: Person, way: SentChannel, site: SiteWays): boolean {
  return way === 'email' ? site.email && person.email !== null : site.webhook && person.phone !== null;
}
