/** Says when a package somebody asked for is ready or has failed, whatever page is open by then. Draws nothing. */
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError } from '../../lib/api.ts';
import { usePendingEvidence } from '../../lib/evidence/pending.ts';
import { inTheMaking, useEvidencePackage } from '../../lib/evidence/use-package.ts';
import { useMay } from '../../lib/me.ts';
import { listKey } from '../../lib/use-list.ts';
import { packageUrl } from './package-url.ts';

export function EvidenceWatch() {
  const may = useMay();
  const ids = usePendingEvidence((pending) => pending.ids);
  return may('evidence:write') ? ids.map((id) => <Watch key={id} id={id} />) : null;
}

function Watch({ id }: { id: string }) {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const queries = useQueryClient();
  const done = usePendingEvidence((pending) => pending.done);
  const { data, error } = useEvidencePackage(id);
  // Removed meanwhile, or somebody else's who used this browser.
  const gone = error instanceof ApiError && (error.status === 404 || error.status === 403);
  useEffect(() => {
    if (gone) done(id);
    if (data === undefined || inTheMaking(data)) return;
    done(id);
    void queries.invalidateQueries({ queryKey: listKey('/evidence') });
    const { title, state } = data;
    if (state === 'ready')
      notification.success({
        key: id,
        title: t('evidence.told.ready', { title }),
        description: (
          <>
            <a href={packageUrl(id)} download>
              {t('evidence.download')}
            </a>{' '}
            · <Link to="/evidence">{t('evidence.export.look')}</Link>
          </>
        ),
        duration: 0,
      });
    if (state === 'failed')
      notification.error({
        key: id,
        title: t('evidence.told.failed', { title }),
        description: <Link to="/evidence">{t('evidence.told.why')}</Link>,
        duration: 0,
      });
  }, [data, gone, id, done, queries, notification, t]);
  return null;
}
