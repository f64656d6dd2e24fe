/** All windows of a round, with where one is and what was said. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { PatrolVisit } from '../../../../server/contract/patrols.ts';

export function WalkList(props: {
  readonly visits: readonly PatrolVisit[];
  readonly at: number;
  readonly onGo: (index: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <ol className="mc-walk-list" aria-label={t('patrols.walk.list')}>
      {props.visits.map((visit, index) => (
        <li key={visit.id}>
          <button
            type="button"
            aria-current={index === props.at ? 'step' : undefined}
            data-state={visit.state}
            onClick={(event) => {
              event.currentTarget.blur();
              props.onGo(index);
            }}
          >
            <b>{visit.windowCode}</b> <span className="mc-walk-name">{visit.windowName}</span>
            <span className="mc-spring" />
            {visit.findingIds.length > 0 ? (
              <span className="mc-round-found">
                {t('patrols.ledger.found')} {visit.findingIds.length}
              </span>
            ) : (
              <span className="mc-muted">{wordOf(visit, t)}</span>
            )}
          </button>
        </li>
      ))}
    </ol>
  );
}

function wordOf(visit: PatrolVisit, t: TFunction): string {
  if (visit.state === 'waiting') return visit.cameraId === null ? t('patrols.ledger.noCamera') : '';
  if (visit.state !== 'done') return visit.state === 'looking' ? '' : t('patrols.visit.skipped');
  const results = Object.values(visit.checks);
  return t(results.includes('unseen') ? 'patrols.result.unseen' : 'patrols.result.fine');
}
