/** What is on the timeline, as a list to read and to jump by: marks, and times without footage. */
import { useTranslation } from 'react-i18next';
import { gapWords } from '../../../lib/gap-words.ts';
import { instantText } from '../../../lib/time.ts';
import type { Playback } from '../use-playback.ts';
import { MarkWords } from './mark-words.tsx';
import type { TimelineData } from './use-timeline.ts';

const MOST = 300;
/** Seams of a moment are for the line, not for reading. */
const LEAST_GAP_MS = 1500;

export function MarksList({ playback, line }: { playback: Playback; line: TimelineData }) {
  const { t } = useTranslation();
  const gaps = line.cameras.flatMap(({ id, name }) =>
    (line.coverage.get(id) ?? []).flatMap((span) =>
      span.kind === 'gap' && Date.parse(span.to) - Date.parse(span.from) >= LEAST_GAP_MS
        ? [{ span, id, name }]
        : [],
    ),
  );
  const rows = [
    ...line.marks.map((mark) => ({ key: `${mark.kind} ${mark.id}`, at: mark.at, mark, gap: undefined })),
    ...gaps.map((gap) => ({ key: `${gap.id} ${gap.span.from}`, at: gap.span.from, mark: undefined, gap })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  if (rows.length === 0) return <p className="mc-muted mc-marks-none">{t('playback.marks.none')}</p>;
  return (
    <>
      <ol className="mc-marks" aria-label={t('playback.marks.title')}>
        {rows.slice(0, MOST).map(({ key, at, mark, gap }) => (
          <li key={key}>
            <button type="button" onClick={() => playback.jump(Date.parse(at))}>
              <time dateTime={at}>{instantText(at)}</time>
              {mark !== undefined && <MarkWords mark={mark} />}
              {gap !== undefined && (
                <p>
                  <strong>{t('playback.noPicture')}</strong> {gap.name} · {gapWords(gap.span, t)} ·{' '}
                  {t('playback.until', { at: instantText(gap.span.to) })}
                </p>
              )}
            </button>
          </li>
        ))}
      </ol>
      {(line.cut || rows.length > MOST) && <p className="mc-muted">{t('playback.marks.cut')}</p>}
    </>
  );
}
