/** What disagrees, in a sentence made of the values that were compared; in either language. */
import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { limit } from '../../../../server/contract/clock.ts';
import type { LeadDetail } from '../../../../server/contract/leads.ts';
import { limitText } from '../../lib/case-clock.ts';
import { clockText, dateText, instantText, minuteText, spanText } from '../../lib/time.ts';

type Told = Pick<LeadDetail, 'kind' | 'facts' | 'from' | 'to'>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
const list = (value: unknown): readonly Record<string, unknown>[] => (Array.isArray(value) ? value : []);

/** `10:15:03`; with its day where that is another than the lead's. */
function time(value: unknown, { from }: Told): string {
  const at = text(value);
  if (at === '') return '–';
  return dateText(at) === dateText(from) ? clockText(at) : minuteText(at);
}

/** What was done, as the record names it. */
export function stepWord(what: string, t: TFunction): string {
  for (const key of [`stage.${what}`, `step.${what}`])
    if (i18next.exists(key)) return t(key as 'stage.accepted');
  return what;
}

export function sentenceOf(lead: Told, t: TFunction): string {
  const said = partsOf(lead, t).join(i18next.language.startsWith('zh') ? '' : ' ');
  return said === '' ? t(`leads.kind.${lead.kind}`) : said;
}

function partsOf(lead: Told, t: TFunction): string[] {
  const { facts } = lead;
  const span = { from: time(facts.from ?? lead.from, lead), to: time(facts.to ?? lead.to, lead) };
  switch (lead.kind) {
    case 'offRecord':
      return [t('leads.says.offRecord', { ...span, n: number(facts.servedMinutes) })];
    case 'stepWhileVacant': {
      const [first] = list(facts.steps);
      return [
        t('leads.says.stepWhileVacant', {
          at: time(first?.at ?? lead.from, lead),
          step: stepWord(text(first?.stage) || text(first?.type), t),
          from: time(facts.vacantFrom, lead),
          to: time(facts.vacantTo, lead),
        }),
      ];
    }
    case 'postVacated': {
      const waited = number(facts.waitedSeconds);
      return [
        t('leads.says.postVacated', { ...span, n: number(facts.vacantMinutes) }),
        ...(waited >= 30 ? [t('leads.says.waited', { span: spanText(waited * 1000, t) })] : []),
      ];
    }
    case 'backfill':
      return [
        t('leads.says.backfill', {
          n: number(facts.events),
          hours: number(facts.lateHours),
          at: minuteText(text(facts.receivedFrom) || lead.to),
        }),
        ...(facts.burst === true ? [t('leads.says.burst')] : []),
      ];
    case 'doneThenRecorded': {
      const promised = limit.safeParse(facts.promised).data;
      const words = promised === undefined ? '–' : limitText(promised, t);
      return [
        t('leads.says.doneThenRecorded', {
          promised: words,
          span: spanText(Date.parse(lead.to) - Date.parse(lead.from), t),
          from: time(facts.acceptedAt, lead),
          to: time(facts.completedAt, lead),
        }),
        ...(facts.receivedTogether === true ? [t('leads.says.together')] : []),
      ];
    }
    case 'outOfHours':
      return [
        t('leads.says.outOfHours', {
          n: number(facts.events),
          from: time(facts.firstAt, lead),
          to: time(facts.lastAt, lead),
        }),
        t(facts.somebodySeen === true ? 'leads.says.somebody' : 'leads.says.nobody'),
      ];
    case 'identity':
      return [
        facts.what === 'twoWindows'
          ? t('leads.says.twoWindows', { n: number(facts.windows), times: number(facts.times) })
          : t(
              facts.what === 'rosteredElsewhere' ? 'leads.says.rosteredElsewhere' : 'leads.says.notOnRoster',
              {
                n: number(facts.steps),
              },
            ),
      ];
    case 'clockAbuse':
      return clockParts(facts, t);
    case 'voidAndRefile':
      return [
        t('leads.says.voidAndRefile', {
          old: text(facts.voidCaseNo),
          at: minuteText(text(facts.voidAt) || lead.from),
          again: minuteText(text(facts.begunAt) || lead.to),
          now: text(facts.caseNo),
        }),
      ];
    case 'feedFault':
      return [feedWords(lead, t)];
    case 'cameraDown': {
      const others = number(facts.otherCameras);
      const fault = `health.fault.${text(facts.fault)}`;
      return [
        t('leads.says.cameraDown', {
          from: span.from,
          to: facts.to === null ? t('leads.says.now') : span.to,
          fault: i18next.exists(fault) ? t(fault as 'leads.one') : text(facts.fault),
          n: list(facts.disputes).length,
        }),
        ...(others > 0 ? [t('leads.says.another', { n: others })] : []),
      ];
    }
  }
}

function clockParts(facts: Told['facts'], t: TFunction): string[] {
  const near = facts.leftPercent;
  const never = text(facts.neverClosedSince);
  const suspensions = number(facts.suspensions);
  return [
    ...(typeof near === 'number' ? [t('leads.says.clock.near', { n: near })] : []),
    ...(facts.withoutApprover === true ? [t('leads.says.clock.approver')] : []),
    ...(facts.withoutGround === true ? [t('leads.says.clock.ground')] : []),
    ...(suspensions > 1 ? [t('leads.says.clock.repeated', { n: suspensions })] : []),
    ...(never === '' ? [] : [t('leads.says.clock.never', { at: instantText(never) })]),
    ...(list(facts.altered).length > 0 ? [t('leads.says.clock.altered')] : []),
  ];
}

const FEED_FAULTS = ['silent', 'gap', 'offset', 'duplicates'] as const;

function feedWords(lead: Told, t: TFunction): string {
  const { facts } = lead;
  const fault = FEED_FAULTS.find((one) => one === facts.fault) ?? 'other';
  const amount = number(facts.amount);
  return t(`leads.says.feed.${fault}`, {
    source: text(facts.source),
    from: minuteText(text(facts.from) || lead.from),
    n: amount,
    span: spanText(Math.abs(amount), t),
  });
}

/** What adds to its strength, or takes from it. */
export function reasonWord(what: string, t: TFunction): string {
  const key = `leads.why.${what}`;
  return i18next.exists(key) ? t(key as 'leads.one') : what;
}

/** Where it was, short: `政务大厅 A01`. */
export function whereText({
  hallName,
  windowCode,
  departmentName,
}: Pick<LeadDetail, 'hallName' | 'windowCode' | 'departmentName'>): string {
  const parts = [hallName, windowCode].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(' ') : (departmentName ?? '');
}
