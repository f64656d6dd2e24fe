/** By what a package is known to be ours, and how anyone checks it. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Copyable } from '../../components/copyable.tsx';
import { api } from '../../lib/api.ts';

const nodeKey = z.looseObject({ fingerprint: z.string() });

export function NodeKey() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['evidence-node-key'],
    queryFn: ({ signal }) => api('/evidence/node-key', { schema: nodeKey, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
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
