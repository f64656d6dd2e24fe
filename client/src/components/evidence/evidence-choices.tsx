/** What goes into a package by choice, each with what it means for whoever gets it. */
import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import type { EvidenceOptions } from '../../../../server/contract/evidence.ts';

const choices = ['overlay', 'blurApplicants', 'blurFaces', 'sound'] as const;

export function EvidenceChoices(props: {
  value: EvidenceOptions;
  onChange: (next: EvidenceOptions) => void;
}) {
  const { t } = useTranslation();
  const { value, onChange } = props;
  return (
    <fieldset className="mc-evidence-choices">
      <legend>{t('evidence.export.choices')}</legend>
      {choices.map((choice) => (
        <Checkbox
          key={choice}
          checked={value[choice]}
          onChange={(event) => onChange({ ...value, [choice]: event.target.checked })}
        >
          {t(`evidence.choice.${choice}.name`)}
          <small>{t(`evidence.choice.${choice}.about`)}</small>
        </Checkbox>
      ))}
    </fieldset>
  );
}
