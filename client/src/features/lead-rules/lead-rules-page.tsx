/** What makes a lead in a hall: each rule with its thresholds, how often reviewers agreed, and what others would have raised. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Select, Skeleton } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { listOf } from '../../../../server/contract/common.ts';
import {
  type HallLeadRules,
  hallLeadRules,
  type LeadReplay,
  type LeadRule,
  leadPrecisions,
  leadReplay,
} from '../../../../server/contract/leads.ts';
import { hall, window } from '../../../../server/contract/places.ts';
import { HallChooser } from '../../components/choosers.tsx';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { useReason } from '../../components/use-reason.tsx';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { minuteText } from '../../lib/time.ts';
import { type Draft, draftOf, isSame, usualOf } from './draft.ts';
import { RuleTable } from './rule-table.tsx';
import './lead-rules.css';

const DAYS = [1, 3, 7, 14, 31];
const keyOf = (hallId: string) => ['lead-rules', hallId] as const;

export default function LeadRulesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { hallId } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: keyOf(hallId ?? ''),
    queryFn: ({ signal }) => api(`/halls/${hallId}/lead-rules`, { schema: hallLeadRules, signal }),
    enabled: hallId !== undefined,
  });
  return (
    <div className="mc-page mc-lead-rules">
      <div className="mc-page-head">
        <Link to="/leads" className="mc-muted">
          {t('leads.title')}
        </Link>
        <span className="mc-muted">/</span>
        <h1>{t('leadRules.title')}</h1>
        <span className="mc-spring" />
        <HallChooser
          aria-label={t('leadRules.chooseHall')}
          placeholder={t('leadRules.chooseHall')}
          style={{ width: 260 }}
          value={hallId}
          onChange={(id) => void navigate(id === undefined ? '/leads/rules' : `/leads/rules/${id}`)}
        />
      </div>
      {hallId === undefined ? (
        <EmptyView title={t('leadRules.chooseHall')} text={t('leadRules.chooseHallText')} />
      ) : data !== undefined ? (
        <HallRules key={`${hallId} ${data.version}`} held={data} />
      ) : error !== null ? (
        <ErrorView error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 12 }} />
      )}
    </div>
  );
}

interface Replayed {
  readonly of: Draft;
  readonly days: number;
  readonly replay: LeadReplay;
}

function HallRules({ held }: { held: HallLeadRules }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const may = useMay()('leads:write');
  const queries = useQueryClient();
  const askReason = useReason();
  const { hallId, version, fields } = held;
  const [draft, setDraft] = useState<Draft>(() => draftOf(held));
  const [days, setDays] = useState(7);
  const [replayed, setReplayed] = useState<Replayed>();
  const { data: place } = useQuery({
    queryKey: ['lead-rules', hallId, 'hall'],
    queryFn: ({ signal }) => api(`/halls/${hallId}`, { schema: hall, signal }),
  });
  const { data: ofHall } = useQuery({
    queryKey: ['lead-rules', hallId, 'windows'],
    queryFn: ({ signal }) =>
      api(`/halls/${hallId}/windows`, { schema: listOf(window), query: { limit: 200 }, signal }),
  });
  const { data: precision } = useQuery({
    queryKey: ['lead-rules', hallId, 'precision'],
    queryFn: ({ signal }) => api('/leads/precision', { schema: leadPrecisions, query: { hallId }, signal }),
  });
  const asked = useMutation({
    mutationFn: async (): Promise<Replayed> => ({
      ...{ of: draft, days },
      replay: await api(`/halls/${hallId}/lead-rules/replay`, {
        method: 'POST',
        body: { ...draft, days },
        schema: leadReplay,
      }),
    }),
    onSuccess: setReplayed,
  });
  const isChanged = !isSame(draft, draftOf(held));
  const fresh = replayed !== undefined && isSame(replayed.of, draft) ? replayed : undefined;
  const change = (rule: LeadRule) =>
    setDraft({ ...draft, rules: draft.rules.map((one) => (one.kind === rule.kind ? rule : one)) });
  const save = async () => {
    // Nobody saves what they have not seen the effect of; a replay that failed says so where it stands.
    const seen = fresh ?? (await asked.mutateAsync().catch(() => undefined));
    if (seen === undefined) return;
    askReason({
      title: t('leadRules.saveTitle', { hall: place?.name ?? '' }),
      text: sumOf(seen, t),
      verb: t('leadRules.save'),
      run: async (reason) => {
        const after = await api(`/halls/${hallId}/lead-rules`, {
          method: 'PUT',
          body: { ...draft, version },
          reason,
          schema: hallLeadRules,
        });
        void message.success(t('leadRules.saved'));
        queries.setQueryData(keyOf(hallId), after);
      },
    });
  };
  return (
    <>
      <p className="mc-muted">
        {t('leadRules.purpose')} {!may && t('leadRules.readOnly')}
      </p>
      <RuleTable
        {...{ draft, fields, own: held.own, may, days: replayed?.days ?? days }}
        precision={precision?.items}
        replay={replayed?.replay}
        isStale={replayed !== undefined && fresh === undefined}
        onChange={change}
      />
      <section className="mc-lead-rules-windows">
        <label htmlFor="no-record-windows">
          <b>{t('leadRules.noRecord')}</b> <span className="mc-muted">{t('leadRules.noRecordText')}</span>
        </label>
        <Select
          id="no-record-windows"
          mode="multiple"
          disabled={!may}
          value={[...draft.noRecordWindows]}
          optionFilterProp="label"
          options={(ofHall?.items ?? []).map(({ id, code, name }) => ({
            value: id,
            label: `${code} ${name}`,
          }))}
          onChange={(ids: string[]) => setDraft({ ...draft, noRecordWindows: ids })}
        />
      </section>
      {asked.error !== null && <Alert type="error" showIcon title={problemWords(asked.error, t)} />}
      {fresh !== undefined && <Said replayed={fresh} />}
      {may && (
        <footer className="mc-lead-rules-foot">
          <Select
            aria-label={t('leadRules.replay.days')}
            value={days}
            options={DAYS.map((n) => ({ value: n, label: t('leadRules.replay.dayCount', { n }) }))}
            onChange={setDays}
          />
          <Button loading={asked.isPending} onClick={() => asked.mutate()}>
            {t('leadRules.replay.run', { n: days })}
          </Button>
          {replayed !== undefined && fresh === undefined && (
            <span className="mc-muted">{t('leadRules.replay.stale')}</span>
          )}
          <span className="mc-spring" />
          <Button onClick={() => setDraft({ ...draft, rules: usualOf(held) })}>{t('leadRules.reset')}</Button>
          <Button disabled={!isChanged} onClick={() => setDraft(draftOf(held))}>
            {t('leadRules.undo')}
          </Button>
          <Button
            type="primary"
            disabled={!isChanged || asked.isPending}
            data-testid="save-lead-rules"
            onClick={() => void save()}
          >
            {t('leadRules.save')}
          </Button>
        </footer>
      )}
    </>
  );
}

function sumOf({ replay, days }: Replayed, t: TFunction): string {
  const sum = (of: 'would' | 'confirmed' | 'lost' | 'lostConfirmed') =>
    replay.rules.reduce((all, one) => all + one[of], 0);
  return t('leadRules.replay.sum', {
    ...{ days, would: sum('would'), confirmed: sum('confirmed') },
    ...{ lost: sum('lost'), lostConfirmed: sum('lostConfirmed') },
  });
}

function Said({ replayed }: { replayed: Replayed }) {
  const { t } = useTranslation();
  const { cut, from, unseenShare } = replayed.replay;
  const unseen = Math.round(unseenShare * 100);
  return (
    <Alert
      type="info"
      data-testid="lead-replay"
      title={sumOf(replayed, t)}
      description={
        cut || unseen > 0
          ? [
              ...(cut ? [t('leadRules.replay.cut', { from: minuteText(from) })] : []),
              ...(unseen > 0 ? [t('leadRules.replay.unseenShare', { n: unseen })] : []),
            ].join(' ')
          : undefined
      }
    />
  );
}
