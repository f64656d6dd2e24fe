/** The wall's latency in its bar: quiet while all is well, told apart when a picture is late enough to mislead. */
import { useTranslation } from 'react-i18next';
import type { Camera } from '../../../../server/contract/cameras.ts';
import type { WallLatency } from '../../components/wall/wall-latency.ts';
import { LATE_MS, latencyText } from '../../lib/latency-text.ts';
import { useNow } from '../../lib/use-now.ts';

export function LatencyReading({ latency, cameras }: { latency: WallLatency; cameras: readonly Camera[] }) {
  const { t } = useTranslation();
  useNow(2000);
  const summary = latency.read();
  if (summary === undefined) return null;
  const worst = cameras.find((camera) => camera.id === summary.worstCameraId)?.name ?? '';
  const median = latencyText(summary.medianMs, t);
  const worstText = latencyText(summary.worstMs, t);
  return (
    <span
      className="mc-wall-latency"
      data-testid="wall-latency"
      data-late={summary.worstMs > LATE_MS}
      title={t('wall.latencyHint', { camera: worst })}
    >
      {median === worstText
        ? t('tile.latency', { span: median })
        : t('wall.latency', { median, worst: worstText })}
    </span>
  );
}
