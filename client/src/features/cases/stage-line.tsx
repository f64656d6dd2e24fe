/** The stages of a case from left to right: when each was reached and by whom, who answers for it, and what is missing. */
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../server/contract/cases.ts';
import { limitText } from '../../lib/case-clock.ts';
import { instantText, minuteText } from '../../lib/time.ts';

export function StageLine({
  stages,
  current,
}: Pick<CaseDetail, 'stages'> & { current: CaseDetail['stage'] }) {
  const { t } = useTranslation();
  return (
    <ol className="mc-stage-line">
      {stages.map((one) => (
        <li
          key={one.stage}
          data-done={one.at !== null}
          data-missing={one.missing}
          aria-current={one.stage === current ? 'step' : undefined}
          title={one.missing ? t('cases.missingHint') : undefined}
        >
          <span className="mc-stage-of">{t(`stage.${one.stage}`)}</span>
          <span className="mc-stage-when">
            {one.at !== null ? (
              <time dateTime={one.at} title={instantText(one.at)}>
                {minuteText(one.at)}
              </time>
            ) : (
              t(one.missing ? 'cases.notReported' : 'cases.notYet')
            )}
          </span>
          {one.clerk !== null && (
            <span>
              {t('cases.handledBy')} {one.clerk}
            </span>
          )}
          {one.responsible !== null && (
            <span className="mc-muted">
              {t('cases.responsible')} {one.responsible}
            </span>
          )}
          {one.limit !== null && (
            <span className="mc-muted">{t('cases.stageLimit', { limit: limitText(one.limit, t) })}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
