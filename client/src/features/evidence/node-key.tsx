/** By what a package is known to be ours, and how anyone checks it. */
import { useTranslation } from 'react-i18next';
import { Copyable } from '../../components/copyable.tsx';
import { useEvidenceNode } from '../../lib/evidence/node.ts';

export function NodeKey() {
  const { t } = useTranslation();
  const { data } = useEvidenceNode();
  const fingerprint = data?.fingerprint;
  return (
    <section className="mc-panel mc-evidence-key" aria-label={t('evidence.key.title')}>
      <h2>{t('evidence.key.title')}</h2>
      <ol>
        <li>
          {t('evidence.key.program')}{' '}
          <Copyable text="npx mingchuang-verify package.zip">
            <code>npx mingchuang-verify package.zip</code>
          </Copyable>
        </li>
        <li>{t('evidence.key.plain')}</li>
        <li>
          {t('evidence.key.compare')}{' '}
          {fingerprint === undefined ? (
            <span className="mc-muted">…</span>
          ) : (
            <Copyable text={fingerprint}>
              <code>{fingerprint}</code>
            </Copyable>
          )}
        </li>
      </ol>
    </section>
  );
}
