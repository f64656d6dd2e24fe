/** One finding: what was seen, its picture and half minute, what was done about it, and what may be done now. */
import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type FindingDetail, findingDetail } from '../../../../server/contract/findings.ts';
import { Instant } from '../../components/instant.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { ApiError, api } from '../../lib/api.ts';
import { workingSpanText } from '../../lib/case-clock.ts';
import { useMay } from '../../lib/me.ts';
import { instantText } from '../../lib/time.ts';
import { FindingActions } from './finding-actions.tsx';
import { findingKey } from './finding-key.ts';
import { FindingPicture } from './finding-picture.tsx';
import { FindingReply } from './finding-reply.tsx';
import { FindingStateWord } from './finding-state-word.tsx';
import { FindingSteps } from './finding-steps.tsx';

/** While its picture is being fetched. */
const ASK_AGAIN_MS = 1500;

export function FindingDrawer({
  findingId,
  onClose,
}: {
  findingId: string | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: findingKey(findingId),
    queryFn: ({ signal }) => api(`/findings/${findingId}`, { schema: findingDetail, signal }),
    enabled: findingId !== undefined,
    retry: false,
    refetchInterval: ({ state }) => (state.data?.pictureState === 'waiting' ? ASK_AGAIN_MS : false),
  });
  const shown = data?.id === findingId ? data : undefined;
  return (
    <Drawer
      open={findingId !== undefined}
      onClose={onClose}
      size={680}
      mask={false}
      title={shown ? `${shown.no} ${t(`findings.kind.${shown.kind}`)}` : t('findings.title')}
      extra={shown && <FindingActions finding={shown} />}
    >
      {shown ? (
        <Detail key={shown.id} finding={shown} />
      ) : error instanceof ApiError && (error.status === 404 || error.status === 400) ? (
        <EmptyView text={t('findings.detail.notFound')} />
      ) : error !== null ? (
        <ErrorView error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 8 }} />
      )}
    </Drawer>
  );
}

function Detail({ finding }: { finding: FindingDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const { left, state, orderUntil, caseId, caseNo } = finding;
  const late = left.orderMs !== null && left.orderMs < 0;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('findings.detail.seen'), <Instant key="at" at={finding.at} />],
    [
      t('findings.detail.where'),
      `${finding.hallName} · ${t('findings.dialog.windowNumber', { code: finding.windowCode })}`,
    ],
    [t('findings.detail.department'), finding.departmentName],
    [t('findings.detail.clerk'), finding.clerk],
    [
      t('findings.detail.case'),
      caseId !== null && (may('cases:read') ? <Link to={`/cases/${caseId}`}>{caseNo}</Link> : caseNo),
    ],
    [
      t('findings.detail.noted'),
      `${finding.notedByName} · ${t(`findings.origin.${finding.origin}`)} · ${instantText(finding.notedAt)}`,
    ],
    [
      t('findings.detail.until'),
      orderUntil !== null && (
        <>
          <Instant at={orderUntil} />
          {state === 'ordered' && left.orderMs !== null && (
            <span className="mc-finding-left" data-late={late}>
              {t(late ? 'findings.detail.over' : 'findings.detail.left', {
                span: workingSpanText(Math.abs(left.orderMs), left.workingDayMs, t),
              })}
            </span>
          )}
        </>
      ),
    ],
  ];
  return (
    <article className="mc-finding-detail" data-testid="finding-detail">
      <FindingPicture finding={finding} />
      <p className="mc-finding-head">
        <FindingStateWord state={state} overdue={finding.overdue && state === 'ordered'} />
        {finding.text !== '' && <span className="mc-finding-text">{finding.text}</span>}
      </p>
      <dl className="mc-finding-facts">
        {facts
          .filter(([, value]) => value !== null && value !== false)
          .map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {finding.may.includes('reply') && <FindingReply finding={finding} />}
      {state === 'replied' && finding.may.length === 0 && (
        <p className="mc-muted">{t('findings.waitsForAccept')}</p>
      )}
      <section>
        <h3>{t('findings.detail.steps')}</h3>
        <FindingSteps findingId={finding.id} steps={finding.steps} />
      </section>
    </article>
  );
}
