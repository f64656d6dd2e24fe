/** Which cameras do not work, and why: the broken ones first. */
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Skeleton } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type CameraHealth, cameraHealth, healthSummary } from '../../../../server/contract/health.ts';
import { HallChooser } from '../../components/choosers.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useServices } from '../../lib/services.ts';
import { spanText } from '../../lib/time.ts';
import { useList } from '../../lib/use-list.ts';
import { useNow } from '../../lib/use-now.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { ExportButton } from './export-button.tsx';
import { HealthChips } from './health-chips.tsx';
import { HealthDrawer } from './health-drawer.tsx';
import { HealthRow } from './health-row.tsx';
import { useHealthFilter } from './use-health-filter.ts';
import { useHealthNews } from './use-health-news.ts';
import { useSteadyOrder } from './use-steady-order.ts';
import { useThumbnails } from './use-thumbnails.ts';
import './health.css';

const PAGE = 60;
const idOf = (row: CameraHealth): string => row.cameraId;

export default function HealthPage() {
  const { t } = useTranslation();
  const { clock } = useServices();
  const { filter, set } = useHealthFilter();
  const [isPointed, setPointed] = useState(false);
  const listBox = useRef<HTMLDivElement>(null);
  const q = useSettled(filter.q.trim(), 250);
  useNow(30_000);
  useHealthNews();
  const nowMs = clock.now();
  const where = { hallId: filter.hallId, q: q === '' ? undefined : q };
  const query = { ...where, only: filter.only, fault: filter.fault };
  const list = useList({ path: '/health/cameras', item: cameraHealth, query, limit: PAGE });
  const summary = useQuery({
    queryKey: ['health', 'summary', where],
    queryFn: ({ signal }) => api('/health/summary', { schema: healthSummary, query: where, signal }),
    placeholderData: (before) => before,
  });
  const scope = JSON.stringify(query);
  const isHeld = isPointed || filter.cameraId !== undefined;
  const steady = useSteadyOrder(list.items ?? [], idOf, scope, isHeld);
  const pictures = useThumbnails(steady.rows.map(idOf));
  const open = (cameraId: string | undefined) => set({ camera: cameraId });
  const move = (by: number): void => {
    const rows = [...(listBox.current?.querySelectorAll<HTMLElement>('[data-camera]') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
  };

  return (
    <div className="mc-page mc-health">
      <div className="mc-page-head">
        <h1>{t('health.title')}</h1>
        {summary.data && (
          <span className="mc-muted">
            {t('health.every', { span: spanText(summary.data.checkedEveryMs, t) })}
          </span>
        )}
        <span className="mc-spring" />
        <HallChooser
          allowClear
          aria-label={t('bar.place')}
          placeholder={t('bar.place')}
          style={{ width: 200 }}
          value={filter.hallId}
          onChange={(hall) => set({ hall })}
        />
        <Input.Search
          allowClear
          aria-label={t('health.searchText')}
          placeholder={t('health.searchText')}
          value={filter.q}
          onChange={(event) => set({ q: event.target.value })}
          style={{ width: 220 }}
        />
        <ExportButton query={query} />
      </div>
      <HealthChips
        summary={summary.data}
        only={filter.only}
        fault={filter.fault}
        onChoose={(chosen) => set({ only: chosen.only, fault: chosen.fault })}
      />
      {list.items === undefined && list.error !== null ? (
        <ErrorView error={list.error} onRetry={() => void list.refetch()} />
      ) : list.items === undefined ? (
        <div className="mc-health-skeleton" aria-busy="true">
          {[0, 1, 2, 3, 4, 5].map((row) => (
            <Skeleton.Input key={row} active block style={{ height: 56 }} />
          ))}
        </div>
      ) : list.items.length === 0 ? (
        summary.data?.cameras === 0 && q === '' ? (
          <EmptyView title={t('health.empty')} text={t('health.emptyText')}>
            <Link className="mc-button" to="/registry/cameras">
              {t('health.drawer.registry')}
            </Link>
          </EmptyView>
        ) : (
          <EmptyView title={t('health.allWell')} text={t('health.allWellText')} />
        )
      ) : (
        <section
          ref={listBox}
          className="mc-health-list"
          aria-label={t('health.title')}
          title={t('health.keys')}
          onPointerEnter={() => setPointed(true)}
          onPointerLeave={() => setPointed(false)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
            event.preventDefault();
            move(event.key === 'ArrowDown' ? 1 : -1);
          }}
        >
          <Heads />
          {steady.isStale && (
            <button type="button" className="mc-health-stale" onClick={steady.apply}>
              {t('health.changed')}
            </button>
          )}
          {steady.rows.map((row) => (
            <HealthRow
              key={row.cameraId}
              row={row}
              nowMs={nowMs}
              thumbnail={pictures.get(row.cameraId)}
              isOpen={filter.cameraId === row.cameraId}
              onOpen={open}
            />
          ))}
          {list.hasNextPage && (
            <div className="mc-health-more">
              <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t('common.more')}
              </Button>
            </div>
          )}
        </section>
      )}
      <HealthDrawer cameraId={filter.cameraId} onClose={() => open(undefined)} />
    </div>
  );
}

function Heads() {
  const { t } = useTranslation();
  return (
    <div className="mc-health-row mc-health-heads" aria-hidden="true">
      <span />
      <span>{t('health.column.camera')}</span>
      <span>{t('health.column.state')}</span>
      <span>{t('health.column.day')}</span>
      <span>{t('health.column.figures')}</span>
      <span>{t('health.column.reconnects')}</span>
      <span>{t('health.column.clock')}</span>
      <span>{t('health.column.checked')}</span>
    </div>
  );
}
