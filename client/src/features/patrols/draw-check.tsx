/** One day of random looks, computed again in this browser and compared with what was made. */
import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type PlanVerdict, verifyDraws } from '../../../../server/contract/patrol-verify.ts';
import { type DrawDayDetail, drawDayDetail } from '../../../../server/contract/patrols.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { minuteText } from '../../lib/time.ts';
import { createHashes } from './hashes.ts';

export function DrawCheck({ day }: { readonly day: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data, error, refetch } = useQuery({
    queryKey: ['patrols', 'draw', day],
    queryFn: async ({ signal }) => {
      const told = await api(`/patrols/draws/${day}`, { schema: drawDayDetail, signal });
      return { told, verdict: await verifyDraws(told, createHashes()) };
    },
  });
  if (data === undefined)
    return error === null ? (
      <Skeleton active paragraph={{ rows: 3 }} />
    ) : (
      <ErrorView error={error} onRetry={() => void refetch()} />
    );
  const { told, verdict } = data;
  return (
    <div className="mc-draw" data-testid="draw-check" data-right={verdict?.right}>
      {verdict === undefined ? (
        <p>
          {t('patrols.draws.wait')} {soFar(told) > 0 && t('patrols.draws.so', { n: soFar(told) })}
        </p>
      ) : told.plans.length === 0 ? (
        <p>{t('patrols.draws.noPlans')}</p>
      ) : (
        <Alert
          type={verdict.right ? 'success' : 'error'}
          showIcon
          title={`${t(verdict.right ? 'patrols.draws.right' : 'patrols.draws.wrong')} · ${t('patrols.draws.computed')}`}
        />
      )}
      {verdict !== undefined && (
        <>
          <p className="mc-mono mc-draw-hash">
            {t('patrols.draws.secret')} {told.secret}
          </p>
          <Line
            isRight={verdict.secretRight}
            text={t(verdict.secretRight ? 'patrols.draws.secretRight' : 'patrols.draws.secretWrong')}
          />
          {verdict.plans.map((plan) => (
            <PlanLines key={plan.planId} plan={plan} />
          ))}
        </>
      )}
      {may('audit:read') && (
        <Link to={`/audit?target=${encodeURIComponent(`draw:${day}`)}`}>{t('patrols.draws.audit')}</Link>
      )}
    </div>
  );
}

const soFar = ({ plans }: DrawDayDetail): number => plans.reduce((sum, { rounds }) => sum + rounds.length, 0);

function PlanLines({ plan }: { readonly plan: PlanVerdict }) {
  const { t } = useTranslation();
  const { missing, others, looks } = plan;
  return (
    <section>
      <h3>{plan.planName}</h3>
      <Line
        isRight={plan.inTime}
        text={t(plan.inTime ? 'patrols.draws.inTime' : 'patrols.draws.notInTime')}
      />
      <Line
        isRight={plan.basisRight}
        text={t(plan.basisRight ? 'patrols.draws.basisRight' : 'patrols.draws.basisWrong')}
      />
      {missing.length + others.length === 0 && (
        <Line isRight text={t('patrols.draws.looksRight', { n: looks.length })} />
      )}
      {missing.map(({ dueAt, windowIds }) => (
        <Line
          key={`missing ${dueAt}`}
          isRight={false}
          text={t('patrols.draws.missing', { at: minuteText(dueAt), n: windowIds.length })}
        />
      ))}
      {others.map(({ dueAt, windowIds }) => (
        <Line
          key={`other ${dueAt}`}
          isRight={false}
          text={t('patrols.draws.other', { at: minuteText(dueAt), n: windowIds.length })}
        />
      ))}
      {missing.length > 0 && <p className="mc-muted">{t('patrols.draws.missingAbout')}</p>}
    </section>
  );
}

function Line({ isRight, text }: { readonly isRight: boolean; readonly text: string }) {
  return (
    <p className="mc-draw-line" data-right={isRight}>
      {isRight ? '✓' : '✗'} {text}
    </p>
  );
}
