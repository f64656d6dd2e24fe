/** Alarms: who deals with them, and how they ended. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Input, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Alarm, alarm, healthSettings } from '../../../../server/contract/health.ts';
import { Instant } from '../../components/instant.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useMay, useMe } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { listKey, useList } from '../../lib/use-list.ts';
import { faultWords } from './fault-words.ts';

export function AlarmList({ onLeave }: { onLeave: () => void }) {
  const { t } = useTranslation();
  const [only, setOnly] = useState<'active' | 'all'>('active');
  const list = useList({ path: '/health/alarms', item: alarm, query: { only }, limit: 30 });
  const { items } = list;
  return (
    <>
      <div className="mc-alarms-bar">
        <Segmented
          value={only}
          onChange={setOnly}
          options={[
            { value: 'active', label: t('health.alarms.active') },
            { value: 'all', label: t('health.alarms.all') },
          ]}
        />
        <Quiet />
      </div>
      {items === undefined ? (
        list.error === null ? (
          <Skeleton active />
        ) : (
          <ErrorView error={list.error} onRetry={() => void list.refetch()} />
        )
      ) : items.length === 0 ? (
        <EmptyView title={t('health.alarms.none')} text={t('health.alarms.noneText')} />
      ) : (
        <ul className="mc-alarms">
          {items.map((one) => (
            <AlarmItem key={one.id} alarm={one} onLeave={onLeave} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  );
}

function AlarmItem({ alarm: one, onLeave }: { alarm: Alarm; onLeave: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data: me } = useMe();
  const queries = useQueryClient();
  const { modal, message } = App.useApp();
  const change = useMutation({
    mutationFn: ({ verb, note }: { verb: 'take' | 'close'; note?: string }) =>
      api(`/health/alarms/${one.id}/${verb}`, {
        method: 'POST',
        body: note === undefined ? {} : { note },
        schema: alarm,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: listKey('/health/alarms') });
      await queries.invalidateQueries({ queryKey: ['health', 'bell'] });
    },
    onError: (error) => void message.error(problemWords(error, t)),
  });
  const what = faultWords(one, t);
  const isActive = one.state === 'open' || one.state === 'taken';
  const close = () => {
    let note = '';
    const asked = modal.confirm({
      title: t('health.alarms.closeTitle', { what }),
      icon: null,
      content: (
        <Input.TextArea
          autoFocus
          rows={2}
          maxLength={500}
          placeholder={t('health.alarms.closeHint')}
          aria-label={t('health.alarms.closeHint')}
          onChange={(event) => {
            note = event.target.value.trim();
            asked.update((before) => ({
              ...before,
              okButtonProps: { ...before.okButtonProps, disabled: note.length < 2 },
            }));
          }}
        />
      ),
      okText: t('health.alarms.close'),
      okButtonProps: { disabled: true },
      cancelText: t('common.cancel'),
      onOk: () => change.mutateAsync({ verb: 'close', note }),
    });
  };
  const link = one.cameraId === null ? `/health?hall=${one.hallId}` : `/health?camera=${one.cameraId}`;
  return (
    <li className="mc-alarm" data-state={one.state}>
      <div className="mc-alarm-head">
        <b>{what}</b>
        <Instant at={one.raisedAt} />
      </div>
      <div>
        {one.hallName} · {one.cameraName ?? t('health.alarms.hall', { n: one.cameras })}
      </div>
      <div className="mc-muted">
        {[
          isActive && one.cameraId === null ? t('health.alarms.standing', { n: one.standing }) : undefined,
          one.times > 1 ? t('health.alarms.times', { n: one.times }) : undefined,
          one.quiet ? t('health.alarms.quiet') : undefined,
          one.state === 'taken' ? t('health.alarms.taken', { by: one.takenBy ?? '' }) : undefined,
          one.state === 'cleared' ? t('health.alarms.cleared') : undefined,
          one.state === 'closed' ? t('health.alarms.closed', { by: one.closedBy ?? '' }) : undefined,
          one.note ?? undefined,
        ]
          .filter((words) => words !== undefined)
          .join(' · ')}
      </div>
      <div className="mc-alarm-actions">
        <Link to={link} onClick={onLeave}>
          {t('health.alarms.view')}
        </Link>
        {isActive && may('alarms:handle') && (
          <>
            {one.takenBy === null && (
              <Button size="small" loading={change.isPending} onClick={() => change.mutate({ verb: 'take' })}>
                {t('health.alarms.take')}
              </Button>
            )}
            {(one.takenBy === null || one.takenBy === me?.username) && (
              <Button size="small" onClick={close}>
                {t('health.alarms.close')}
              </Button>
            )}
          </>
        )}
      </div>
    </li>
  );
}

/** For all halls: only who handles alarms everywhere may say so. */
function Quiet() {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const key = ['health', 'settings'] as const;
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api('/health/settings', { schema: healthSettings, signal }),
  });
  const change = useMutation({
    mutationFn: (quietOutsideOfficeHours: boolean) =>
      api('/health/settings', { method: 'PUT', body: { quietOutsideOfficeHours }, schema: healthSettings }),
    onSuccess: (settings) => queries.setQueryData(key, settings),
    onError: (error) => void message.error(problemWords(error, t)),
  });
  const isEverywhere = me?.grants.some(({ role, scope }) => role === 'admin' && scope.kind === 'everywhere');
  if (!data || isEverywhere !== true) return null;
  return (
    <Checkbox
      checked={data.quietOutsideOfficeHours}
      onChange={(event) => change.mutate(event.target.checked)}
    >
      {t('health.alarms.quietSetting')}
    </Checkbox>
  );
}
