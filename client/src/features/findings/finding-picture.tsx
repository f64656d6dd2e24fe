/** The picture of a finding, and the half minute before it, once somebody asks for that. */
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FindingDetail } from '../../../../server/contract/findings.ts';
import type { Viewing } from '../../../../server/contract/playback.ts';
import { askViewing } from '../../components/playback/purpose-dialog.tsx';
import { useMay } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { instantText } from '../../lib/time.ts';
import { FindingClip } from './finding-clip.tsx';

export function FindingPicture({ finding }: { finding: FindingDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const [viewing, setViewing] = useState<Viewing>();
  const asking = useMutation({
    mutationFn: () =>
      askViewing(
        { kind: 'finding', findingId: finding.id },
        t('findings.detail.clipPurpose', { no: finding.no }),
      ),
    onSuccess: setViewing,
  });
  const { clip, cameraId } = finding;
  return (
    <section className="mc-finding-sight">
      {viewing !== undefined && clip !== null && cameraId !== null ? (
        <FindingClip cameraId={cameraId} clip={clip} viewing={viewing} />
      ) : (
        <Picture finding={finding} />
      )}
      <div className="mc-finding-sight-foot">
        {finding.pictureAt !== null && (
          <span className="mc-muted">
            {t('findings.detail.pictureAt', { at: instantText(finding.pictureAt) })}
          </span>
        )}
        <span className="mc-spring" />
        {clip === null ? (
          <span className="mc-muted">{t('findings.detail.clipNone')}</span>
        ) : !finding.mayWatch ? (
          <span className="mc-muted">{t('findings.detail.clipHidden')}</span>
        ) : viewing === undefined ? (
          <Button size="small" loading={asking.isPending} onClick={() => asking.mutate()}>
            ▶ {t('findings.detail.clip')}
          </Button>
        ) : (
          <Button size="small" onClick={() => setViewing(undefined)}>
            {t('findings.detail.clipClose')}
          </Button>
        )}
        {clip !== null && cameraId !== null && may('recordings:view') && (
          <Link to={`/playback?${new URLSearchParams({ cameras: cameraId, at: clip.from })}`}>
            {t('findings.detail.playback')}
          </Link>
        )}
      </div>
      {asking.error !== null && <p role="alert">{problemWords(asking.error, t)}</p>}
    </section>
  );
}

function Picture({ finding }: { finding: FindingDetail }) {
  const { t } = useTranslation();
  const [isHidden, setHidden] = useState(false);
  if (finding.pictureState !== 'ready' || isHidden)
    return (
      <p className="mc-finding-nothing" aria-busy={finding.pictureState === 'waiting'}>
        {isHidden
          ? t('findings.detail.pictureHidden')
          : t(
              finding.pictureState === 'waiting'
                ? 'findings.detail.pictureWaiting'
                : 'findings.detail.pictureNone',
            )}
      </p>
    );
  return (
    <img
      className="mc-finding-picture"
      data-testid="finding-picture"
      src={`/api/v1/findings/${finding.id}/picture.jpg`}
      alt={t('findings.detail.pictureAlt')}
      onError={() => setHidden(true)}
    />
  );
}
