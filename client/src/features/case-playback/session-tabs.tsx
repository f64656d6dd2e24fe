/** The windows a case passed, one after the other: when, how much of it there is to see, and why not the rest. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { CaseSession } from '../../../../server/contract/playback.ts';
import { windowThen } from '../../components/case-steps.tsx';
import { clockText, dateText } from '../../lib/time.ts';

export interface SessionTabsProps {
  readonly sessions: readonly CaseSession[];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

export function SessionTabs({ sessions, chosen, onChoose }: SessionTabsProps) {
  const { t } = useTranslation();
  return (
    <div className="mc-case-tabs" role="tablist" aria-label={t('cases.sessions')}>
      {sessions.map((session, index) => (
        <button
          key={`${session.from} ${session.windowId}`}
          type="button"
          role="tab"
          aria-selected={index === chosen}
          className="mc-case-tab"
          data-empty={session.noFootage !== null}
          title={session.assumed ? t('casePlayback.assumedHint') : undefined}
          onClick={() => onChoose(index)}
        >
          <span className="mc-case-tab-window">
            {[session.hallName, windowThen(session, t) ?? t('casePlayback.sessionUnknown')]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
          <span className="mc-case-tab-when">
            {dateText(session.servedFrom).slice(5)} {clockText(session.servedFrom).slice(0, 5)}–
            {clockText(session.servedTo).slice(0, 5)}
            {session.assumed && <em> · {t('casePlayback.assumed')}</em>}
          </span>
          <CoverageBar session={session} />
          <span className="mc-case-tab-what">{whatThereIs(session, t)}</span>
        </button>
      ))}
    </div>
  );
}

function whatThereIs(session: CaseSession, t: TFunction): string {
  if (session.noFootage !== null) return t(`casePlayback.reason.${session.noFootage}`);
  const cameras = new Set(session.sights.map(({ cameraId }) => cameraId)).size;
  return [
    t('casePlayback.cameras', { n: cameras }),
    ...(session.percent === null ? [] : [t('casePlayback.percent', { percent: session.percent })]),
    ...(session.someNotAllowed ? [t('casePlayback.someNotAllowed')] : []),
  ].join(' · ');
}

/** Where at least one camera has it; the rest is hatched. */
function CoverageBar({ session }: { session: CaseSession }) {
  const [fromMs, toMs] = [Date.parse(session.from), Date.parse(session.to)];
  const share = (atMs: number) => `${((atMs - fromMs) / (toMs - fromMs)) * 100}%`;
  return (
    <span className="mc-case-tab-bar" aria-hidden="true">
      {session.sights.flatMap(({ cameraId, coverage }) =>
        coverage.spans.flatMap((span) => {
          if (span.kind === 'gap') return [];
          const [from, to] = [Date.parse(span.from), Date.parse(span.to)];
          const width = `${((to - from) / (toMs - fromMs)) * 100}%`;
          return [<i key={`${cameraId} ${span.from}`} style={{ left: share(from), width }} />];
        }),
      )}
    </span>
  );
}
