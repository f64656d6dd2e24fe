/** The rules, one a row: on or off, its thresholds, what reviewers said of it, what the replay says. */
import { Switch, Table, type TableProps } from 'antd';
import { useTranslation } from 'react-i18next';
import type {
  HallLeadRules,
  LeadKind,
  LeadPrecision,
  LeadReplay,
  LeadRule,
} from '../../../../server/contract/leads.ts';
import type { Draft } from './draft.ts';
import { RuleValues } from './rule-values.tsx';

export interface RuleTableProps {
  readonly draft: Draft;
  readonly fields: HallLeadRules['fields'];
  readonly own: readonly LeadKind[];
  readonly may: boolean;
  readonly precision: readonly LeadPrecision[] | undefined;
  readonly replay: LeadReplay | undefined;
  readonly isStale: boolean;
  readonly days: number;
  readonly onChange: (rule: LeadRule) => void;
}

export function RuleTable(props: RuleTableProps) {
  const { t } = useTranslation();
  const { draft, fields, own, may, precision, replay, isStale, days, onChange } = props;
  const columns: TableProps<LeadRule>['columns'] = [
    {
      key: 'rule',
      width: 260,
      title: t('leadRules.column.rule'),
      render: (_, rule) => (
        <div className="mc-lead-rule-name">
          <Switch
            size="small"
            disabled={!may}
            checked={rule.enabled}
            aria-label={t(`leads.kind.${rule.kind}`)}
            onChange={(enabled) => onChange({ ...rule, enabled })}
          />
          <div>
            <b>{t(`leads.kind.${rule.kind}`)}</b>{' '}
            <span className="mc-muted">
              {rule.enabled
                ? t(own.includes(rule.kind) ? 'leadRules.own' : 'leadRules.shipped')
                : t('leadRules.off')}
            </span>
            <div className="mc-muted">{t(`leadRules.about.${rule.kind}`)}</div>
          </div>
        </div>
      ),
    },
    {
      key: 'values',
      title: t('leadRules.column.values'),
      render: (_, rule) => (
        <RuleValues
          rule={rule}
          fields={fields[rule.kind]}
          disabled={!may || !rule.enabled}
          onChange={onChange}
        />
      ),
    },
    {
      key: 'precision',
      width: 190,
      title: t('leadRules.column.precision'),
      render: (_, rule) => <Precision of={precision?.find((one) => one.kind === rule.kind)} />,
    },
    {
      key: 'replay',
      width: 180,
      title: t('leadRules.column.replay', { n: days }),
      render: (_, rule) => (
        <Replay of={replay?.rules.find((one) => one.kind === rule.kind)} isStale={isStale} />
      ),
    },
  ];
  return (
    <Table<LeadRule>
      size="small"
      pagination={false}
      rowKey="kind"
      columns={columns}
      dataSource={[...draft.rules]}
      tableLayout="fixed"
    />
  );
}

function Precision({ of }: { of: LeadPrecision | undefined }) {
  const { t } = useTranslation();
  if (of === undefined) return null;
  const [cause] = of.causes;
  return (
    <div className="mc-lead-rule-figures">
      {of.precision === null ? (
        <span className="mc-muted">{t('leadRules.precision.none')}</span>
      ) : (
        <b>{t('leadRules.precision.share', { n: Math.round(of.precision * 100) })}</b>
      )}
      {of.raised > 0 && <span className="mc-muted">{t('leadRules.precision.of', { ...of })}</span>}
      {cause !== undefined && (
        <span className="mc-muted">
          {t('leadRules.precision.cause', { cause: t(`leads.cause.${cause.cause}`), n: cause.n })}
        </span>
      )}
    </div>
  );
}

function Replay({ of, isStale }: { of: LeadReplay['rules'][number] | undefined; isStale: boolean }) {
  const { t } = useTranslation();
  if (of === undefined) return <span className="mc-muted">–</span>;
  const parts = (['confirmed', 'dismissed', 'open', 'unseen'] as const).filter((one) => of[one] > 0);
  return (
    <div className="mc-lead-rule-figures" data-stale={isStale || undefined}>
      <b>{t('leadRules.replay.would', { n: of.would })}</b>
      {parts.length > 0 && (
        <span className="mc-muted">
          {parts.map((one) => t(`leadRules.replay.${one}`, { n: of[one] })).join(t('common.comma'))}
        </span>
      )}
      {of.lost > 0 && (
        <span>
          {of.lostConfirmed > 0
            ? t('leadRules.replay.lostConfirmed', { n: of.lost, confirmed: of.lostConfirmed })
            : t('leadRules.replay.lost', { n: of.lost })}
        </span>
      )}
    </div>
  );
}
