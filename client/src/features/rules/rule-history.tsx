/** What a region said of a rule, the newest first: each version beside the one before it. */
import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type Rule, type RuleChange, ruleChange } from '../../../../server/contract/rules.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { instantText } from '../../lib/time.ts';
import { ruleWords } from './rule-words.ts';

export function RuleHistory(props: { rule: Rule; regionCode: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { rule, regionCode, onClose } = props;
  const { data, error, refetch } = useQuery({
    queryKey: ['rules', 'history', rule.key, regionCode],
    queryFn: ({ signal }) =>
      api(`/rules/${rule.key}/history`, {
        schema: z.object({ items: z.array(ruleChange) }),
        query: { regionCode },
        signal,
      }),
  });
  return (
    <Drawer open size={560} title={t('rules.historyTitle', { name: rule.name })} onClose={onClose}>
      {data === undefined ? (
        error === null ? (
          <Skeleton active />
        ) : (
          <ErrorView error={error} onRetry={() => void refetch()} />
        )
      ) : data.items.length === 0 ? (
        <EmptyView text={t('rules.noHistory')} />
      ) : (
        <ol className="mc-rule-history">
          {data.items.map((change, index) => (
            <li key={change.version}>
              <div className="mc-rule-history-head">
                <b>{t('rules.version', { n: change.version })}</b>
                <span className="mc-muted">
                  {change.by === null
                    ? instantText(change.at)
                    : t('rules.by', { name: change.by, at: instantText(change.at) })}
                </span>
              </div>
              {change.reason !== null && <p>{change.reason}</p>}
              <Differences change={change} before={data.items[index + 1]} />
            </li>
          ))}
        </ol>
      )}
    </Drawer>
  );
}

function Differences({ change, before }: { change: RuleChange; before: RuleChange | undefined }) {
  const { t } = useTranslation();
  if (change.body === null) return <p className="mc-muted">{t('rules.resetDone')}</p>;
  const words = ruleWords(change.body, t);
  const then = before?.body == null ? undefined : ruleWords(before.body, t);
  const rows = Object.entries(words).filter(([what, value]) => then === undefined || then[what] !== value);
  return (
    <dl>
      {rows.map(([what, value]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            {value}
            {then !== undefined && (
              <span className="mc-muted"> {t('rules.was', { value: then[what] ?? '' })}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
