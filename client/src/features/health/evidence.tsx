/** What was seen, beside the last good picture before it. */
import { Image } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Outage } from '../../../../server/contract/health.ts';
import { useMay } from '../../lib/me.ts';
import { instantText } from '../../lib/time.ts';

export function Evidence({ outage }: { outage: Outage }) {
  const { t } = useTranslation();
  const may = useMay();
  const { cameraId, evidenceId, beforeId } = outage;
  if (!may('live:view') || evidenceId === null) return null;
  const picture = (id: string, words: string) => (
    <figure>
      <Image src={`/api/v1/cameras/${cameraId}/pictures/${id}`} alt={words} width="100%" />
      <figcaption>{words}</figcaption>
    </figure>
  );
  return (
    <div className="mc-health-evidence">
      <Image.PreviewGroup>
        {beforeId !== null && picture(beforeId, t('health.drawer.before'))}
        {picture(evidenceId, t('health.drawer.now', { at: instantText(outage.from) }))}
      </Image.PreviewGroup>
    </div>
  );
}
