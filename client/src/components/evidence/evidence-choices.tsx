/** What goes into a package by choice, each with what it means for whoever gets it. */
import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import type { EvidenceOptions } from '../../../../server/contract/evidence.ts';

/** Faces are not offered: a blur that may miss one is worse than none (the server refuses it as well). */
const choices = ['overlay', 'blurApplicants', 'sound', 'unmask', 'sm'] as const;
export type EvidenceChoice = (typeof choices)[number];

export function EvidenceChoices(props: {
  value: EvidenceOptions;
  onChange: (next: EvidenceOptions) => void;
  /** What this person, this package and this server can have. */
  offered: (choice: EvidenceChoice) => boolean;
}) {
  const { t } = useTranslation();
  const { value, onChange, offered } = props;
  return (
    <fieldset className="mc-evidence-choices">
      <legend>{t('evidence.export.choices')}</legend>
      {choices.filter(offered).map((choice) => (
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
