/**
 * What a card was computed from, as a sentence: 受理 2026-02-11 15:20，承诺 5 工作日，扣除 春节 …，应于 … 前办结，实际 …。
 * The values are the server's; nothing is computed anew here.
 */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import type { AlertDetail, AlertGround, AlertSubject } from '../../../../server/contract/alerts.ts';
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
  parts.push(markText(ground, t));
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
    name: name === '' ? what : `${what}${t('alerts.ground.named', { name })}`,
    from: minuteText(from),
    to: minuteText(to),
  });
}

/** By when it had to be done, or from when on the rule speaks. */
function markText(ground: AlertGround, t: TFunction): string {
  const rule = keptThreshold(ground.threshold);
  // The card is right from the first moment past the mark; the mark itself is the moment before.
  const mark = minuteText(Date.parse(ground.dueAt) - 1);
  if (rule !== undefined && rule.kind === 'offset' && rule.value === 0)
    return t('alerts.ground.due', { at: mark });
  return t('alerts.ground.since', {
    at: mark,
    threshold: rule === undefined ? '' : thresholdWords(rule, t),
  });
}

function endText(subject: Timed, ground: AlertGround, t: TFunction): string {
  return ground.stoppedAt === null
    ? t(`alerts.ground.open.${subject}`)
    : t(`alerts.ground.ended.${subject}`, { at: minuteText(ground.stoppedAt) });
}

/** What was done, when, and the values that were compared. */
function conductParts(ground: AlertGround, t: TFunction): string[] {
  const rule = keptThreshold(ground.threshold);
  const facts = Object.entries(ground.facts).flatMap(([field, value]) => {
    const words = factText(value, t);
    if (words === undefined) return [];
    const key = `alerts.fact.${field}`;
    return [`${i18next.exists(key) ? t(key as 'alerts.fact.reason') : field} ${words}`];
  });
  return [
    t('alerts.ground.done', { at: minuteText(ground.dueAt) }),
    ...(rule === undefined ? [] : [thresholdWords(rule, t)]),
    ...facts,
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
