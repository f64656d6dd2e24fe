/** Two versions of a matter beside each other: every item in words, and whether it differs. Pure. */
import type { TFunction } from 'i18next';
import { stages } from '../../../../server/contract/cases.ts';
import type { Limit } from '../../../../server/contract/clock.ts';
import type { Material, MatterFee, MatterTermsFields } from '../../../../server/contract/matters.ts';
import { limitText } from '../../lib/case-clock.ts';

export interface DiffRow {
  readonly key: string;
  readonly title: string;
  readonly a: string;
  readonly b: string;
  readonly differs: boolean;
}

export function feeText(fee: MatterFee | null, t: TFunction): string {
  if (fee === null) return t('matters.feeNone');
  if (fee.most === 0) return t('matters.feeFree');
  if (fee.least === fee.most) return t('matters.yuan', { n: fee.least });
  return t('matters.yuanRange', { ...fee });
}

export const materialText = (one: Material, t: TFunction): string =>
  [
    one.name,
    t(one.required ? 'matters.required' : 'matters.optional'),
    t(`matters.forms.${one.form}`),
    t('matters.copiesOf', { n: one.copies }),
  ].join(' · ');

export function diffOf(a: MatterTermsFields, b: MatterTermsFields, t: TFunction): DiffRow[] {
  const limit = (one: Limit | null, none: string) => (one === null ? none : limitText(one, t));
  const row = (key: string, title: string, of: (terms: MatterTermsFields) => string): DiffRow => {
    const [left, right] = [of(a), of(b)];
    return { key, title, a: left, b: right, differs: left !== right };
  };
  return [
    row('name', t('matters.name'), (one) => one.name),
    row('kind', t('matters.kind'), (one) => t(`kind.${one.kind}`)),
    row('promised', t('matters.promised'), (one) => limit(one.promisedLimit, '')),
    row('statutory', t('matters.statutory'), (one) => limit(one.statutoryLimit, '')),
    ...stages.map((stage) =>
      row(`stage-${stage}`, `${t('matters.stage')} · ${t(`stage.${stage}`)}`, (one) => {
        const found = one.stages.find((each) => each.stage === stage);
        if (found === undefined) return '—';
        const parts = [
          limit(found.limit, t('matters.noOwnLimit')),
          found.responsibleName ?? t('matters.noPerson'),
        ];
        return parts.join(' · ');
      }),
    ),
    row('fee', t('matters.fee'), (one) => feeText(one.fee, t)),
    row('certificate', t('matters.certificate'), (one) =>
      limit(one.certificateLimit, t('matters.noCertificate')),
    ),
    row('materials', t('matters.materials'), (one) =>
      one.materials.length === 0 ? '—' : one.materials.map((each) => materialText(each, t)).join('\n'),
    ),
    row('guide', t('matters.guide'), (one) => one.guide || '—'),
    row('legalBasis', t('matters.legalBasis'), (one) => one.legalBasis || '—'),
  ];
}
