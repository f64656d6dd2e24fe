/** Which cameras and times a package is of, and how much footage there is of each. */
import { useTranslation } from 'react-i18next';
import type { CameraRange } from '../../../../server/contract/playback.ts';
import type { Footage } from '../../lib/evidence/estimate.ts';
import { clockText, dateText, instantText, spanText } from '../../lib/time.ts';

export interface RangeRow {
  readonly range: CameraRange;
  readonly name: string;
  /** Undefined: not known (yet). */
  readonly footage?: Footage | undefined;
  readonly failed?: boolean;
}

export function RangeRows({ rows }: { rows: readonly RangeRow[] }) {
  const { t } = useTranslation();
  return (
    <ul className="mc-evidence-ranges" aria-label={t('evidence.export.footage')}>
      {rows.map(({ range, name, footage, failed }) => (
        <li key={`${range.cameraId} ${range.from}`}>
          <b>{name}</b>
          <span>{rangeText(range)}</span>
          <small data-short={footage !== undefined && footage.gaps > 0}>
            {footage === undefined
              ? failed === true
                ? t('evidence.export.unknown')
                : ' '
              : footage.footageMs === 0
                ? t('evidence.export.none')
                : footage.gaps === 0
                  ? spanText(footage.askedMs, t)
                  : t('evidence.export.gaps', { span: spanText(footage.footageMs, t), n: footage.gaps })}
          </small>
        </li>
      ))}
    </ul>
  );
}

/** The day once where both ends lie on it. */
export function rangeText({ from, to }: CameraRange): string {
  return `${instantText(from)} – ${dateText(from) === dateText(to) ? clockText(to) : instantText(to)}`;
}
