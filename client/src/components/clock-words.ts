/** How a case's deadline came about, in words: 受理 …，承诺 5 工作日，扣除 春节 …，应于 … 前办结. */
import type { TFunction } from 'i18next';
import type { CaseDetail } from '../../../server/contract/cases.ts';
import { limitText } from '../lib/case-clock.ts';
import { dateText, minuteText } from '../lib/time.ts';

type Told = Pick<CaseDetail, 'clock' | 'breakdown' | 'statutoryLimit' | 'completedAt' | 'refusedAt'>;

/** Phrases in the order they are read. Empty before acceptance. */
export function clockWords(told: Told, t: TFunction): string[] {
  const { clock, breakdown } = told;
  if (clock === null) return [];
  const words: string[] = [
    t('clockWords.accepted', { at: minuteText(clock.startedAt) }),
    t('clockWords.promised', { limit: limitText(clock.limit, t) }),
  ];
  if (breakdown !== null) {
    if (breakdown.extraDays > 0) words.push(t('clockWords.extended', { n: breakdown.extraDays }));
    const all = breakdown.deducted.map((span) => spanWords(span, t));
    if (all.length > 0) words.push(t('clockWords.deducted', { all: all.join(t('clockWords.and')) }));
  }
  if (clock.suspended !== null) {
    words.push(t('clockWords.suspended', { at: minuteText(clock.suspended.since) }));
    if (clock.suspended.until !== null)
      words.push(t('clockWords.suspendedUntil', { at: minuteText(clock.suspended.until) }));
  }
  if (clock.fault !== null) words.push(faultWords(clock.fault, t));
  else if (clock.dueAt === null) words.push(t('clockWords.noDue'));
  else words.push(t('clockWords.due', { at: minuteText(clock.dueAt) }));
  if (clock.statutoryDueAt !== null)
    words.push(
      t('clockWords.statutory', {
        limit: limitText(told.statutoryLimit, t),
        at: minuteText(clock.statutoryDueAt),
      }),
    );
  if (told.completedAt !== null) words.push(t('clockWords.completed', { at: minuteText(told.completedAt) }));
  else if (told.refusedAt !== null) words.push(t('clockWords.refused', { at: minuteText(told.refusedAt) }));
  return words;
}

type Span = NonNullable<CaseDetail['breakdown']>['deducted'][number];

/** Holidays end with the day before; what stopped the clock ends at its instant. */
function spanWords({ kind, name, from, to }: Span, t: TFunction): string {
  if (kind === 'holiday') {
    const last = dateText(Date.parse(to) - 1);
    const first = dateText(from);
    return first === last
      ? `${name ?? ''} ${short(first)}`
      : t('clockWords.span', { name: name ?? '', from: short(first), to: short(last) });
  }
  const what =
    kind === 'correction'
      ? t('clockWords.correction')
      : name === null
        ? t('clockWords.procedure')
        : t('clockWords.procedureNamed', { name });
  return t('clockWords.span', {
    name: what,
    from: minuteText(from).slice(5),
    to: minuteText(to).slice(5),
  });
}

/** `02-15`. */
const short = (day: string): string => day.slice(5);

export function faultWords(
  fault: NonNullable<NonNullable<CaseDetail['clock']>['fault']>,
  t: TFunction,
): string {
  const { code, day, regionCode } = fault;
  const where = regionCode === '' ? '' : t('clockWords.fault.where', { code: regionCode });
  return `${where}${t(`clockWords.fault.${code}`, { day, year: day.slice(0, 4) })}`;
}
