/** 巡查台账: every round with who, when, what was seen and found; each opens into its windows. */
import { Button, Checkbox, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import {
  type PatrolRound,
  patrolPlan,
  patrolRound,
  roundKind,
  roundState,
} from '../../../../server/contract/patrols.ts';
import { DayRange } from '../../components/day-range.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useMe } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';
import { instantText, minuteText, spanText } from '../../lib/time.ts';
import { useList } from '../../lib/use-list.ts';
import { RoundVisits } from './round-visits.tsx';
import { minutesLate, RoundKindWord, RoundStateWord, useRoundTitle } from './round-words.tsx';

/** Begun while the page is open. */
const SOON_MS = 60_000;

export function LedgerTab() {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const { clock } = useServices();
  const title = useRoundTitle();
  const [params, setParams] = useSearchParams();
  const get = (name: string) => params.get(name) ?? undefined;
  const set = (changes: Readonly<Record<string, string | null | undefined>>) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    setParams(next, { replace: true });
  };
  const plans = useList({ path: '/patrols/plans', item: patrolPlan, limit: 200 });
  // What lies ahead is no record yet: it is on the first page.
  const [soon] = useState(() => new Date(clock.now() + SOON_MS).toISOString());
  const chosen = {
    ...{ state: get('state'), kind: get('kind'), planId: get('planId'), found: get('found') },
    ...{ officer: get('officer'), from: get('from'), to: get('to') },
  };
  const filter = { ...chosen, to: chosen.to ?? soon };
  const query = new URLSearchParams(
    Object.entries({ ...filter, q: get('q') }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  return (
    <RecordTable
      keep="patrol-rounds"
      path="/patrols/rounds"
      item={patrolRound}
      rowKey="id"
      empty={t('patrols.ledger.empty')}
      searchPlaceholder={t('patrols.ledger.search')}
      search={get('q') ?? ''}
      onSearch={(text) => set({ q: text })}
      filter={filter}
      narrowed={Object.values(chosen).some((value) => value !== undefined)}
      expanded={(round: PatrolRound) => <RoundVisits round={round} />}
      tools={
        <>
          <Select
            allowClear
            aria-label={t('patrols.ledger.state')}
            placeholder={t('patrols.ledger.state')}
            style={{ width: 110 }}
            value={filter.state ?? null}
            onChange={(value: string | null | undefined) => set({ state: value })}
            options={roundState.options.map((value) => ({ value, label: t(`patrols.state.${value}`) }))}
          />
          <Select
            allowClear
            aria-label={t('patrols.ledger.kind')}
            placeholder={t('patrols.ledger.kind')}
            style={{ width: 110 }}
            value={filter.kind ?? null}
            onChange={(value: string | null | undefined) => set({ kind: value })}
            options={roundKind.options.map((value) => ({ value, label: t(`patrols.kind.${value}`) }))}
          />
          <Select
            allowClear
            aria-label={t('patrols.ledger.plan')}
            placeholder={t('patrols.ledger.plan')}
            style={{ width: 140 }}
            value={filter.planId ?? null}
            onChange={(value: string | null | undefined) => set({ planId: value })}
            options={(plans.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
          <DayRange
            label={t('patrols.ledger.days')}
            from={chosen.from}
            to={chosen.to}
            onChange={(days) => set({ ...days })}
          />
          <Checkbox
            checked={filter.found === 'yes'}
            onChange={({ target }) => set({ found: target.checked ? 'yes' : null })}
          >
            {t('patrols.ledger.foundOnly')}
          </Checkbox>
          <Checkbox
            checked={filter.officer !== undefined}
            onChange={({ target }) => set({ officer: target.checked ? me?.id : null })}
          >
            {t('patrols.ledger.officer')}
          </Checkbox>
          <Button href={`/api/v1/patrols/rounds/export?format=xlsx&${query}`} download>
            {t('patrols.ledger.xlsx')}
          </Button>
          <Button href={`/api/v1/patrols/rounds/export?format=csv&${query}`} download>
            {t('patrols.ledger.csv')}
          </Button>
        </>
      }
      columns={[
        {
          key: 'due',
          title: t('patrols.ledger.due'),
          width: 150,
          render: (_, { dueAt }) => (
            <span className="mc-nowrap" title={instantText(dueAt)}>
              {minuteText(dueAt)}
            </span>
          ),
        },
        {
          key: 'state',
          title: t('patrols.ledger.state'),
          width: 96,
          render: (_, { state }) => <RoundStateWord state={state} />,
        },
        {
          key: 'what',
          title: t('patrols.ledger.what'),
          render: (_, round) => (
            <>
              <RoundKindWord kind={round.kind} /> {title(round)}
            </>
          ),
        },
        {
          key: 'who',
          title: t('patrols.ledger.who'),
          width: 110,
          render: (_, { officerName }) => officerName ?? <span className="mc-muted">—</span>,
        },
        {
          key: 'begun',
          title: t('patrols.ledger.begun'),
          width: 130,
          render: (_, round) => <Punctuality round={round} />,
        },
        {
          key: 'lasted',
          title: t('patrols.ledger.lasted'),
          width: 90,
          render: (_, { begunAt, endedAt }) =>
            begunAt === null || endedAt === null
              ? '—'
              : spanText(Date.parse(endedAt) - Date.parse(begunAt), t),
        },
        {
          key: 'looked',
          title: t('patrols.ledger.looked'),
          width: 80,
          align: 'right',
          render: (_, { looked, windows }) => `${looked} / ${windows}`,
        },
        {
          key: 'unseen',
          title: t('patrols.ledger.unseen'),
          width: 80,
          align: 'right',
          render: (_, { unseen }) => unseen,
        },
        {
          key: 'found',
          title: t('patrols.ledger.found'),
          width: 70,
          align: 'right',
          render: (_, { findings }) => (findings === 0 ? '0' : <b className="mc-round-found">{findings}</b>),
        },
      ]}
    />
  );
}

function Punctuality({ round }: { readonly round: PatrolRound }) {
  const { t } = useTranslation();
  const { begunAt, kind } = round;
  if (begunAt === null) return <span className="mc-muted">—</span>;
  const late = minutesLate(round);
  return (
    <span title={instantText(begunAt)}>
      {instantText(begunAt).slice(11, 16)}{' '}
      {kind !== 'own' && (
        <span className="mc-muted">
          {late === 0 ? t('patrols.ledger.onTime') : t('patrols.ledger.lateBy', { n: late })}
        </span>
      )}
    </span>
  );
}
