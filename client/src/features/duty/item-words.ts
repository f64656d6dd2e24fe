/** What happened or waits, in words: what, and where. */
import type { TFunction } from 'i18next';
import { cardLevel } from '../../../../server/contract/alerts.ts';
import { type DutyItem, dutyItemKind } from '../../../../server/contract/duty.ts';
import { feedFault } from '../../../../server/contract/exchange.ts';
import { findingKind, findingState } from '../../../../server/contract/findings.ts';
import { healthFault } from '../../../../server/contract/health.ts';
import { leadKind } from '../../../../server/contract/leads.ts';
import { roundState } from '../../../../server/contract/patrols.ts';
import { feedFaultWords } from '../../lib/feed-fault.ts';

type Values = DutyItem['values'];
const text = (values: Values, name: string): string => String(values[name] ?? '');

export function itemWords({ kind, values }: DutyItem, t: TFunction): string {
  switch (kind) {
    case 'card': {
      const level = cardLevel.parse(values.level);
      const words = { level: t(`alerts.level.${level}`), rule: text(values, 'ruleName') };
      return t(values.state === 'pending' ? 'duty.words.cardPending' : 'duty.words.card', words);
    }
    case 'lead':
      return t('duty.words.lead', {
        kind: t(`leads.kind.${leadKind.parse(values.leadKind)}`),
        strength: text(values, 'strength'),
      });
    case 'alarm': {
      const fault = t(`health.fault.${healthFault.parse(values.fault)}`);
      return values.cameraName === null
        ? t('duty.words.alarmHall', { fault })
        : t('duty.words.alarm', { camera: text(values, 'cameraName'), fault });
    }
    case 'finding':
      return t('duty.words.finding', {
        kind: t(`findings.kind.${findingKind.parse(values.findingKind)}`),
        state: t(`findings.state.${findingState.parse(values.state)}`),
      });
    case 'round':
      return t('duty.words.round', {
        // A round of one's own has no plan.
        plan: text(values, 'planName') || t('patrols.kind.own'),
        state: t(`patrols.state.${roundState.parse(values.state)}`),
      });
    case 'feed':
      return t('duty.words.feed', {
        source: text(values, 'source'),
        trouble: feedFaultWords(
          { fault: feedFault.parse(values.trouble), amount: Number(values.amount ?? 0) },
          t,
        ),
      });
    case 'handover':
      return t('duty.kind.handover');
  }
}

/** Hall and window, else the department; with the case where there is one. */
export function itemPlace({ values }: DutyItem, t: TFunction): string {
  const hall = text(values, 'hallName');
  const where =
    hall !== '' && values.windowCode
      ? t('duty.words.window', { hall, code: text(values, 'windowCode') })
      : hall || text(values, 'departmentName');
  return [where, text(values, 'caseNo')].filter((part) => part !== '').join(' · ');
}

/** In the order of the desk. */
export const KINDS = dutyItemKind.options.filter((kind) => kind !== 'handover');
