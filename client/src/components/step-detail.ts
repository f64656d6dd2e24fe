/** What a step says beyond when, where and by whom, in words. */
import type { TFunction } from 'i18next';
import { z } from 'zod';
import { type CaseStep, caseOutcomes } from '../../../server/contract/cases.ts';
import { limit } from '../../../server/contract/clock.ts';
import { limitText } from '../lib/case-clock.ts';

/** A newer server may say more, or otherwise: what does not fit is left out, not the rest with it. */
const text = z.string().optional().catch(undefined);
const detail = z.object({
  reason: text,
  receiptNo: text,
  certificateNo: text,
  approver: text,
  ground: text,
  method: text,
  ticket: text,
  kind: text,
  fee: z.number().optional().catch(undefined),
  days: z.number().optional().catch(undefined),
  result: z.enum(['agreed', 'disagreed', 'returned']).optional().catch(undefined),
  outcome: z.enum(caseOutcomes).optional().catch(undefined),
  applied: limit.optional().catch(undefined),
});

export function stepDetailWords(step: Pick<CaseStep, 'type' | 'detail'>, t: TFunction): string[] {
  const read = detail.safeParse(step.detail ?? {});
  if (!read.success) return [];
  const said = read.data;
  return [
    said.outcome && t(`outcome.${said.outcome}`),
    said.result && t(`step.detail.result.${said.result}`),
    said.kind,
    said.applied && t('step.detail.applied', { x: limitText(said.applied, t) }),
    said.days && t('step.detail.days', { x: said.days }),
    said.approver && t('step.detail.approver', { x: said.approver }),
    said.ground && t('step.detail.ground', { x: said.ground }),
    said.reason && t('step.detail.reason', { x: said.reason }),
    step.type === 'refused' && !said.reason && t('step.detail.noReason'),
    said.receiptNo && t('step.detail.receiptNo', { x: said.receiptNo }),
    said.certificateNo && t('step.detail.certificateNo', { x: said.certificateNo }),
    said.fee !== undefined && t('step.detail.fee', { x: said.fee }),
    said.method,
    said.ticket && t('step.detail.ticket', { x: said.ticket }),
  ].filter((word): word is string => typeof word === 'string' && word !== '');
}
