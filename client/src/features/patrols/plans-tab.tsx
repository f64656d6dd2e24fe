/** Plans: where, when, how many random looks; removed with a way back. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PatrolPlan, patrolPlan } from '../../../../server/contract/patrols.ts';
import { Instant } from '../../components/instant.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { listKey } from '../../lib/use-list.ts';
import { PlanForm } from './plan-form.tsx';

const UNDO_SECONDS = 10;

export function PlansTab() {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [editing, setEditing] = useState<PatrolPlan | 'new'>();
  const writes = may('patrols:write');
  const again = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: listKey('/patrols/plans') }),
      queries.invalidateQueries({ queryKey: ['patrols'] }),
    ]);
  const remove = async ({ id, name }: PatrolPlan) => {
    try {
      await api(`/patrols/plans/${id}`, { method: 'DELETE' });
    } catch (error) {
      void message.error(problemWords(error, t), 6);
      return;
    }
    await again();
    const key = `plan-${id}`;
    const undo = async () => {
      message.destroy(key);
      try {
        await api(`/patrols/plans/${id}/restore`, { method: 'POST' });
        void message.success(t('patrols.plans.restored', { name }));
      } catch (error) {
        void message.error(problemWords(error, t), 6);
      }
      await again();
    };
    void message.open({
      ...{ key, duration: UNDO_SECONDS, type: 'success' },
      content: (
        <>
          {t('patrols.plans.removed', { name })}{' '}
          <Button type="link" size="small" onClick={() => void undo()}>
            {t('patrols.plans.undo')}
          </Button>
        </>
      ),
    });
  };
  const create = writes && (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t('patrols.plans.new')}
    </Button>
  );
  return (
    <>
      <RecordTable
        keep="patrol-plans"
        path="/patrols/plans"
        item={patrolPlan}
        rowKey="id"
        empty={t('patrols.plans.empty')}
        searchPlaceholder={t('patrols.plans.search')}
        create={create}
        onNew={writes ? () => setEditing('new') : undefined}
        onRow={writes ? (plan) => setEditing(plan) : undefined}
        columns={[
          {
            key: 'name',
            title: t('patrols.plans.name'),
            width: 200,
            render: (_, { name, enabled }) => (
              <>
                <b>{name}</b> {!enabled && <span className="mc-muted">{t('patrols.plans.off')}</span>}
              </>
            ),
          },
          {
            key: 'place',
            title: t('patrols.plans.place'),
            render: (_, { regionName, hallNames }) =>
              hallNames.length === 0 ? regionName : hallNames.join('、'),
          },
          {
            key: 'windows',
            title: t('patrols.plans.windows'),
            width: 80,
            align: 'right',
            render: (_, { windows }) => windows,
          },
          {
            key: 'times',
            title: t('patrols.plans.times'),
            width: 230,
            render: (_, { times, fault }) => (
              <>
                <span className="mc-round-time">
                  {times.length === 0 ? t('patrols.plans.timesNone') : times.join(' ')}
                </span>
                {fault !== null && <div className="mc-plan-fault">{t(`patrols.plans.fault.${fault}`)}</div>}
              </>
            ),
          },
          {
            key: 'draws',
            title: t('patrols.plans.draws'),
            width: 180,
            render: (_, { drawsPerDay: n, windowsPerDraw: windows }) =>
              n === 0 ? t('patrols.plans.timesNone') : t('patrols.plans.drawsText', { n, windows }),
          },
          {
            key: 'changed',
            title: t('patrols.plans.changed'),
            width: 170,
            render: (_, { updatedAt, updatedBy }) => (
              <>
                <Instant at={updatedAt} />
                <div className="mc-muted">{updatedBy}</div>
              </>
            ),
          },
          ...(writes
            ? [
                {
                  key: 'actions',
                  title: '',
                  width: 80,
                  render: (_: unknown, plan: PatrolPlan) => (
                    <Button type="link" size="small" danger onClick={() => void remove(plan)}>
                      {t('patrols.plans.remove')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {editing !== undefined && (
        <PlanForm
          plan={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
          onSaved={() => {
            setEditing(undefined);
            void again();
          }}
        />
      )}
    </>
  );
}
