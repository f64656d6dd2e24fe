/**
 * What a card was computed from, as a sentence: 受理 2026-02-11 15:20，承诺 5 工作日，扣除 春节 …，应于 … 前办结，实际 …。
 * The values are the server's; nothing is computed anew here.
 */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import type { AlertDetail, AlertGround, AlertSubject } from '../../../../server/contract/alerts.ts';
import { leadKind } from '../../../../server/contract/leads.ts';
import type { Threshold } from '../../../../server/contract/rules.ts';
import { limitText } from '../case-clock.ts';
import { dateText, minuteText } from '../time.ts';
import { keptThreshold, thresholdWords } from './threshold-words.ts';

/** What is supervised by the clock. */
type Timed = Exclude<AlertSubject, 'conduct'>;
type Grounded = Pick<AlertDetail, 'subject' | 'subjectKey' | 'ground'>;

/** Its parts in order, each a phrase of its own. */
export function groundParts({ subject, ground }: Grounded, t: TFunction): string[] {
  const rule = keptThreshold(ground.threshold);
  if (subject === 'conduct') return conductParts(ground, t);
  const basis = rule !== undefined && rule.kind !== 'conduct' ? rule.basis : 'promised';
  const parts: string[] = [];
  if (ground.startedAt !== null)
    parts.push(
      t(`alerts.ground.start.${subject}`, {
        at: minuteText(ground.startedAt),
        stage: ground.stage === null ? '' : t(`stage.${ground.stage}`),
        name: named(ground.procedure?.name ?? null, t),
      }),
    );
  if (ground.limit !== null)
    parts.push(t(`alerts.ground.limit.${basis}`, { limit: limitText(ground.limit, t) }));
  if (ground.extraDays > 0) parts.push(t('alerts.ground.extended', { n: ground.extraDays }));
  if (ground.deducted.length > 0)
    parts.push(
      t('alerts.ground.deducted', {
        spans: ground.deducted.map((each) => deductedText(each, t)).join(t('common.comma')),
      }),
    );
  if (ground.limitAt !== null)
    parts.push(t(`alerts.ground.due.${subject}`, { at: minuteText(ground.limitAt) }));
  // A rule that speaks before or after the limit itself says when, and why.
  if (rule !== undefined && !atTheLimit(rule))
    parts.push(
      t('alerts.ground.since', { at: minuteText(ground.dueAt), threshold: thresholdWords(rule, t) }),
    );
  parts.push(endText(subject, ground, t));
  return parts;
}

export const groundWords = (card: Grounded, t: TFunction): string =>
  groundParts(card, t).join(t('alerts.ground.comma'));

/** `春节 2026-02-15 至 02-23`; what stopped the clock in the middle of a day with its times. */
export function deductedText(
  { kind, name, from, to }: AlertGround['deducted'][number],
  t: TFunction,
): string {
  if (kind === 'holiday') {
    const last = Date.parse(to) - 1;
    const [first, end] = [dateText(from), dateText(last)];
    return first === end ? `${name} ${first}` : t('alerts.ground.days', { name, from: first, to: end });
  }
  const what = t(`alerts.ground.${kind}`);
  return t('alerts.ground.times', {
    name: `${what}${named(name === '' ? null : name, t)}`,
    from: minuteText(from),
    to: minuteText(to),
  });
}

const atTheLimit = (rule: Threshold): boolean => rule.kind === 'offset' && rule.value === 0;

function endText(subject: Timed, ground: AlertGround, t: TFunction): string {
  return ground.stoppedAt === null
    ? t(`alerts.ground.open.${subject}`)
    : t(`alerts.ground.ended.${subject}`, { at: minuteText(ground.stoppedAt) });
}

const named = (name: string | null, t: TFunction): string =>
  name === null ? '' : t('alerts.ground.named', { name });

/** What was done, when, and the values that were compared. */
function conductParts(ground: AlertGround, t: TFunction): string[] {
  const rule = keptThreshold(ground.threshold);
  const facts = Object.entries(ground.facts).flatMap(([field, value]) => {
    // Linked to, not told.
    if (field === 'leadId') return [];
    const kind = field === 'leadKind' ? leadKind.safeParse(value).data : undefined;
    const words = kind === undefined ? factText(value, t) : t(`leads.kind.${kind}`);
    if (words === undefined) return [];
    const key = `alerts.fact.${field}`;
    return [`${i18next.exists(key) ? t(key as 'alerts.fact.reason') : field} ${words}`];
  });
  return [
    t('alerts.ground.done', { at: minuteText(ground.dueAt) }),
    ...(rule === undefined ? [] : [thresholdWords(rule, t)]),
    ...facts,
    ...(ground.limit === null || ground.limitAt === null
      ? []
      : [
          t('alerts.ground.within', {
            limit: limitText(ground.limit, t),
            at: minuteText(ground.limitAt),
          }),
        ]),
  ];
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function factText(value: unknown, t: TFunction): string | undefined {
  if (value === null) return t('alerts.fact.nothing');
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
  if (typeof value !== 'string') return undefined;
  return INSTANT.test(value) ? minuteText(value) : value;
}
