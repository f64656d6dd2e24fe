/** A mark of the timeline in words. */
import { useTranslation } from 'react-i18next';
import type { TimelineMark } from '../../../../../server/contract/playback.ts';
import { markWord } from './mark-kind.ts';

export function MarkWords({ mark }: { mark: TimelineMark }) {
  const { t } = useTranslation();
  return (
    <p>
      <strong>{markWord(mark, t)}</strong>
      {mark.text !== null && ` ${mark.text}`}
      {mark.caseNo !== null && <span className="mc-muted"> {mark.caseNo}</span>}
    </p>
  );
}
