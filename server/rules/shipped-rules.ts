/** The rules as they are shipped: the cards of a working provincial system (domain.md §3). Regions set their own. */
import type { z } from 'zod';
import type { escalation, RuleBody, Threshold } from '../contract/rules.ts';

type Escalation = z.infer<typeof escalation>;

/** Working hours of a standard day: so long is waited before the next in line is told. */
const A_DAY = 8;
const told: Readonly<Record<RuleBody['level'], Escalation>> = {
  warning: [
    { to: 'handler', afterHours: 0 },
    { to: 'sectionHead', afterHours: A_DAY },
  ],
  yellow: [
    { to: 'handler', afterHours: 0 },
    { to: 'sectionHead', afterHours: 0 },
    { to: 'leader', afterHours: A_DAY },
  ],
  red: [
    { to: 'handler', afterHours: 0 },
    { to: 'sectionHead', afterHours: 0 },
    { to: 'leader', afterHours: 0 },
    { to: 'supervisor', afterHours: A_DAY },
  ],
};

type Timed = 'promised' | 'statutory' | 'stage' | 'applied' | 'certificate';
const days = (basis: Timed, value: number): Threshold => ({
  kind: 'offset',
  basis,
  value,
  unit: 'workingDay',
});
type Conduct = Extract<Threshold, { kind: 'conduct' }>['what'];
const done = (what: Conduct): Threshold => ({ kind: 'conduct', what });

const rule = (
  name: string,
  subject: RuleBody['subject'],
  threshold: Threshold,
  level: RuleBody['level'],
  mode: RuleBody['mode'] = 'auto',
): RuleBody => ({
  ...{ name, subject, threshold, level, mode },
  recipients: told[level],
  appealDays: 5,
  orderDays: 5,
  enabled: true,
});

export const SHIPPED_RULES: Readonly<Record<string, RuleBody>> = {
  'case-warning': rule('承诺时限将到', 'case', days('promised', -2), 'warning'),
  'case-yellow': rule('超过承诺时限', 'case', days('promised', 0), 'yellow'),
  'case-red': rule('超过法定时限', 'case', days('statutory', 0), 'red'),
  'procedure-warning': rule('特别程序将到期', 'specialProcedure', days('applied', -2), 'warning'),
  'procedure-yellow': rule('特别程序到期未结束', 'specialProcedure', days('applied', 0), 'yellow'),
  'procedure-red': rule('特别程序逾期超过一日', 'specialProcedure', days('applied', 1), 'red'),
  'stage-warning': rule('环节时限将到', 'stage', days('stage', -1), 'warning'),
  'stage-yellow': rule('超过环节时限', 'stage', days('stage', 0), 'yellow'),
  'certificate-yellow': rule('逾期未发证', 'certificate', days('certificate', 0), 'yellow'),
  'refusal-without-reason': rule('不予受理未说明理由', 'conduct', done('refusal_without_reason'), 'yellow'),
  'no-receipt': rule('受理未出具回执', 'conduct', done('accepted_without_receipt'), 'yellow', 'confirm'),
  'fee-differs': rule('收费与登记不符', 'conduct', done('fee_differs'), 'yellow', 'confirm'),
  'forwarded-late': rule('逾期上报', 'conduct', done('forwarded_late'), 'yellow'),
  'suspended-without-approver': rule(
    '特别程序无批准人',
    'conduct',
    done('suspended_without_approver'),
    'yellow',
  ),
  'suspended-without-days': rule(
    '特别程序未申请期限',
    'conduct',
    done('suspended_without_days'),
    'yellow',
    'confirm',
  ),
  'extended-beyond-law': rule('延长超过十个工作日', 'conduct', done('extended_beyond_law'), 'yellow'),
  'correction-late': rule('逾期告知补正', 'conduct', done('correction_asked_late'), 'yellow'),
  'correction-again': rule('多次告知补正', 'conduct', done('correction_asked_again'), 'yellow'),
  'correction-after-acceptance': rule(
    '受理后告知补正',
    'conduct',
    done('correction_after_acceptance'),
    'yellow',
    'confirm',
  ),
  'lead-confirmed': rule('视频线索经核实', 'conduct', done('lead_confirmed'), 'yellow'),
};
