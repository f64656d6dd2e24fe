/** The stages of a matter as a line: each with its limit and whose responsibility it is. */
import { useTranslation } from 'react-i18next';
import { stages } from '../../../../server/contract/cases.ts';
import type { MatterStage } from '../../../../server/contract/matters.ts';
import { limitText } from '../../lib/case-clock.ts';

export function MatterStages({ given }: { given: readonly MatterStage[] }) {
  const { t } = useTranslation();
  return (
    <ol className="mc-matter-stages">
      {stages.map((stage) => {
        const one = given.find((each) => each.stage === stage);
        return (
          <li key={stage} {...(one?.responsibleName == null ? { 'data-lacks': '' } : {})}>
            <b>{t(`stage.${stage}`)}</b>
            <span>{one?.responsibleName ?? t('matters.noPerson')}</span>
            <span className="mc-muted">
              {one?.limit == null ? t('matters.noOwnLimit') : limitText(one.limit, t)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
