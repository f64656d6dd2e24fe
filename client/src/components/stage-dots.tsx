/** How far a case has come: a dot a stage, filled up to the one it is in, which is named. */
import { useTranslation } from 'react-i18next';
import { type Stage, stages } from '../../../server/contract/cases.ts';

export function StageDots({ stage }: { stage: Stage | null }) {
  const { t } = useTranslation();
  const reached = stage === null ? -1 : stages.indexOf(stage);
  const word = stage === null ? t('stage.none') : t(`stage.${stage}`);
  return (
    <>
      <span className="mc-stages mc-stages-brief" role="img" aria-label={word}>
        {stages.map((each, index) => (
          <i key={each} className="mc-stage-dot" {...(index <= reached ? { 'data-done': '' } : {})} />
        ))}
        <b className="mc-stage-word">{word}</b>
      </span>
      <span className="mc-stages mc-stages-named" role="img" aria-label={word}>
        {stages.map((each, index) => (
          <span
            key={each}
            className="mc-stage-name"
            {...(index <= reached ? { 'data-done': '' } : {})}
            {...(index === reached ? { 'data-current': '' } : {})}
          >
            {t(`stage.${each}`)}
            <i className="mc-stage-dot" {...(index <= reached ? { 'data-done': '' } : {})} />
          </span>
        ))}
      </span>
    </>
  );
}
