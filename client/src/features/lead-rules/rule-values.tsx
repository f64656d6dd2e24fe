/** A rule's thresholds, each with its unit and bounds. */
import { Checkbox, InputNumber } from 'antd';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { LeadRule, LeadRuleField } from '../../../../server/contract/leads.ts';

export interface RuleValuesProps {
  readonly rule: LeadRule;
  readonly fields: readonly LeadRuleField[];
  readonly disabled: boolean;
  readonly onChange: (rule: LeadRule) => void;
}

const UNITS = ['Minutes', 'Seconds', 'Hours', 'Days', 'Percent', 'Batches', 'Count'] as const;
const isSwitch = ({ least, most, step }: LeadRuleField) => least === 0 && most === 1 && step === 1;

export function RuleValues({ rule, fields, disabled, onChange }: RuleValuesProps) {
  const { t } = useTranslation();
  const set = (name: string, value: number) =>
    onChange({ ...rule, values: { ...rule.values, [name]: value } });
  const wordOf = (name: string): string => {
    const key = `leadRules.field.${rule.kind}.${name}`;
    return i18next.exists(key) ? t(key as 'leadRules.title') : name;
  };
  return (
    <div className="mc-lead-rule-values">
      {fields.map((field) => {
        const { name, least, most, step, usual } = field;
        const value = rule.values[name] ?? usual;
        if (isSwitch(field))
          return (
            <Checkbox
              key={name}
              disabled={disabled}
              checked={value === 1}
              onChange={(event) => set(name, event.target.checked ? 1 : 0)}
            >
              {wordOf(name)}
            </Checkbox>
          );
        const unit = UNITS.find((one) => name.endsWith(one));
        return (
          <div
            key={name}
            className="mc-lead-rule-value"
            data-changed={value !== usual || undefined}
            title={`${t('leadRules.usual', { value: usual })} · ${t('leadRules.bounds', { least, most })}`}
          >
            <span>{wordOf(name)}</span>
            <InputNumber
              size="small"
              {...{ disabled, value, step, min: least, max: most }}
              aria-label={`${t(`leads.kind.${rule.kind}`)} ${wordOf(name)}`}
              onChange={(next) => next !== null && set(name, next)}
            />
            <span className="mc-muted">
              {unit === undefined ? '' : t(`leadRules.unit.${unit}`, { n: value })}
            </span>
          </div>
        );
      })}
    </div>
  );
}
