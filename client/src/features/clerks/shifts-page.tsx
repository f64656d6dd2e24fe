/** The roster of a hall, week by week: windows down, days across. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { laid } from '../../../../server/contract/clerks.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { ClerksDrawer } from './clerks-drawer.tsx';
import { useRoster } from './use-roster.ts';
import { addDays, dayOf, mondayOf } from './week.ts';
import { WeekGrid } from './week-grid.tsx';
import './shifts.css';

export default function ShiftsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const { hallId = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const [people, setPeople] = useState(false);
  const today = dayOf(Date.now());
  const monday = mondayOf(search.get('week') ?? today);
  const { hall, windows, hours, clerks, plan } = useRoster(hallId, monday);
  const writes = may('clerks:write');
  const go = (week: string) => setSearch(week === mondayOf(today) ? {} : { week }, { replace: true });
  const copying = useMutation({
    mutationFn: () =>
      api(`/halls/${hallId}/shifts/copy`, {
        method: 'POST',
        body: { fromWeek: addDays(monday, -7), toWeek: monday },
        schema: laid,
      }),
    onSuccess: async ({ days, past }) => {
      void message.success(t(past > 0 ? 'clerks.copiedPast' : 'clerks.copied', { days, past }));
      await queries.invalidateQueries({ queryKey: ['shifts', hallId] });
    },
    onError: (error) => void message.error(problemWords(error, t), 6),
  });
  const error = hall.error ?? windows.error ?? hours.error ?? clerks.error ?? plan.error;
  const ready =
    windows.data !== undefined &&
    hours.data !== undefined &&
    clerks.data !== undefined &&
    plan.data !== undefined;
  return (
    <div className="mc-page mc-shifts">
      <div className="mc-page-head">
        <Link className="mc-muted" to={`/registry/halls/${hallId}`}>
          {hall.data?.name ?? t('clerks.backToHall')}
        </Link>
        <span className="mc-muted">/</span>
        <h1>{t('clerks.shifts')}</h1>
        <span className="mc-week-nav">
          <Button aria-label={t('clerks.before')} onClick={() => go(addDays(monday, -7))}>
            ‹
          </Button>
          <strong>{t('clerks.week', { from: monday, to: addDays(monday, 6) })}</strong>
          <Button aria-label={t('clerks.after')} onClick={() => go(addDays(monday, 7))}>
            ›
          </Button>
          <Button disabled={monday === mondayOf(today)} onClick={() => go(mondayOf(today))}>
            {t('clerks.thisWeek')}
          </Button>
        </span>
        <span className="mc-spring" />
        {plan.data !== undefined && (
          <span className={plan.data.clashes.length > 0 ? 'mc-shifts-warn' : 'mc-muted'}>
            {plan.data.clashes.length > 0
              ? t('clerks.clashes', { n: plan.data.clashes.length })
              : t('clerks.noClash')}
          </span>
        )}
        {writes && (
          <Button
            loading={copying.isPending}
            onClick={() =>
              void modal.confirm({
                title: t('clerks.copyTitle'),
                content: t('clerks.copyText'),
                okText: t('clerks.copyLast'),
                cancelText: t('common.cancel'),
                // The mutation's onError has told it; the question closes either way.
                onOk: () => copying.mutateAsync().catch(() => undefined),
              })
            }
          >
            {t('clerks.copyLast')}
          </Button>
        )}
        <Button onClick={() => setPeople(true)}>{t('clerks.people')}</Button>
        <Button onClick={() => globalThis.print()}>{t('clerks.print')}</Button>
      </div>
      {error !== null && !ready ? (
        <ErrorView
          error={error}
          onRetry={() => {
            for (const one of [hall, windows, hours, clerks, plan]) void one.refetch();
          }}
        />
      ) : !ready ? (
        <Skeleton active paragraph={{ rows: 10 }} />
      ) : windows.data.length === 0 ? (
        <EmptyView text={t('clerks.emptyWindows')} />
      ) : (
        <WeekGrid
          hallId={hallId}
          monday={monday}
          today={today}
          windows={windows.data}
          clerks={clerks.data}
          hours={hours.data}
          plan={plan.data}
          writes={writes}
        />
      )}
      {people && <ClerksDrawer onClose={() => setPeople(false)} />}
    </div>
  );
}
