/** On top: how much of the case's time at windows there is, and each time that is missing, with its cause. */
import { Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CaseFootage, FootageGap } from '../../../../server/contract/playback.ts';
import { gapWords } from '../../lib/gap-words.ts';
import { clockText, dateText, spanText } from '../../lib/time.ts';

export interface CompletenessLineProps {
  readonly footage: CaseFootage;
  readonly onGap: (gap: FootageGap) => void;
}

/** A seam between two files is no gap to speak of. */
const LEAST_MS = 1500;

export function CompletenessLine({ footage, onGap }: CompletenessLineProps) {
  const { t } = useTranslation();
  const gaps = footage.gaps.filter(({ from, to }) => Date.parse(to) - Date.parse(from) >= LEAST_MS);
  if (footage.percent === null && gaps.length === 0) return null;
  const list = (
    <ol className="mc-case-gaps">
      {gaps.map((gap) => (
        <li key={`${gap.windowId} ${gap.from}`}>
          <button type="button" onClick={() => onGap(gap)}>
            <time dateTime={gap.from}>
              {dateText(gap.from).slice(5)} {clockText(gap.from)} – {clockText(gap.to)}
            </time>
            <span>{spanText(Date.parse(gap.to) - Date.parse(gap.from), t)}</span>
            <span>
              {gap.cause === null
                ? t(`casePlayback.reason.${gap.reason}`)
                : gapWords({ cause: gap.cause, code: gap.code }, t)}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
  return (
    <span className="mc-case-completeness" data-testid="completeness">
      {t('casePlayback.completeness')}
      {footage.percent !== null && <strong>{t('casePlayback.percent', { percent: footage.percent })}</strong>}
      {gaps.length === 0 ? (
        <span className="mc-muted">{t('casePlayback.noGaps')}</span>
      ) : (
        <Popover content={list} trigger="click" placement="bottomLeft">
          <button type="button" className="mc-case-gaps-open">
            {t('casePlayback.gaps', { n: gaps.length })}
          </button>
        </Popover>
      )}
    </span>
  );
}
