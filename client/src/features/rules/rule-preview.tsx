/** What a rule would do if it held now: asked for when somebody wants to know, before it is saved. */
import { useMutation } from '@tanstack/react-query';
import { Alert as Banner, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  type RulePreview as Preview,
  type RuleBody,
  rulePreview,
} from '../../../../server/contract/rules.ts';
import { api } from '../../lib/api.ts';
import { problemWords } from '../../lib/problem-words.ts';

export interface RulePreviewProps {
  readonly ruleKey: string;
  readonly regionCode: string;
  readonly body: () => RuleBody;
}

const SHOWN = 5;

export function RulePreview({ ruleKey, regionCode, body }: RulePreviewProps) {
  const { t } = useTranslation();
  const asked = useMutation({
    mutationFn: () =>
      api('/rules/preview', {
        method: 'POST',
        body: { regionCode, key: ruleKey, body: body() },
        schema: rulePreview,
      }),
  });
  return (
    <section className="mc-rule-preview" data-testid="rule-preview">
      <div className="mc-rule-preview-head">
        <b>{t('rules.preview.title')}</b>
        <Button size="small" loading={asked.isPending} onClick={() => asked.mutate()}>
          {t(asked.data === undefined ? 'rules.preview.run' : 'rules.preview.again')}
        </Button>
      </div>
      {asked.error !== null && <Banner type="error" title={problemWords(asked.error, t)} />}
      {asked.data !== undefined && !asked.isPending && <Result preview={asked.data} />}
    </section>
  );
}

function Result({ preview }: { preview: Preview }) {
  const { t } = useTranslation();
  const { open, lookedAt, gain, without, faults, samples, cut } = preview;
  return (
    <>
      <p>
        {gain + without === 0
          ? t('rules.preview.nothing')
          : [
              ...(gain > 0 ? [t('rules.preview.issue', { n: gain })] : []),
              ...(without > 0 ? [t('rules.preview.without', { n: without })] : []),
            ].join(t('common.comma'))}
        <span className="mc-muted">
          {t('alerts.ground.named', {
            name:
              lookedAt < open || cut
                ? t('rules.preview.sampled', { n: lookedAt, of: open })
                : t('rules.preview.of', { n: open }),
          })}
        </span>
      </p>
      {faults > 0 && <Banner type="warning" showIcon title={t('rules.faults', { n: faults })} />}
      {samples.length > 0 && (
        <ul>
          {samples.slice(0, SHOWN).map((one) => (
            <li key={`${one.caseId} ${one.change}`}>
              <Link to={`/cases/${one.caseId}`} target="_blank" className="mc-mono">
                {one.caseNo}
              </Link>{' '}
              {one.matterName} · {t(`rules.preview.change.${one.change}`)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
