/** The half minute before a finding, played round and round. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../../server/contract/findings.ts';
import type { Viewing } from '../../../../server/contract/playback.ts';
import type { CameraCoverage } from '../../../../server/contract/recordings.ts';
import { PlaybackStage } from '../../components/playback/playback-stage.tsx';
import {
  askCoverage,
  type FetchCoverage,
  usePlayback,
  usePlayheadAt,
} from '../../components/playback/use-playback.ts';
import { instantText } from '../../lib/time.ts';

export interface FindingClipProps {
  readonly cameraId: string;
  readonly clip: NonNullable<Finding['clip']>;
  readonly viewing: Viewing;
}

export function FindingClip({ cameraId, clip, viewing }: FindingClipProps) {
  const { t } = useTranslation();
  const [fromMs, toMs] = [Date.parse(clip.from), Date.parse(clip.to)];
  // Who may look live only is not told what there is of a whole day: then the half minute is taken to be there.
  const fetchCoverage: FetchCoverage = (id, dayFromMs, dayToMs) =>
    askCoverage(id, dayFromMs, dayToMs).catch(() => wholly(cameraId, clip));
  const playback = usePlayback({ tracks: [{ cameraId }], at: fromMs, viewing, fetchCoverage });
  useEffect(() => {
    const { playhead } = playback;
    playhead.setMarks({ inMs: fromMs, outMs: toMs });
    playhead.setLooping(true);
    playhead.play();
  }, [playback, fromMs, toMs]);
  const atMs = usePlayheadAt(playback, 250);
  return (
    <div className="mc-finding-clip" data-testid="finding-clip">
      <PlaybackStage playback={playback} names={{}} />
      <button type="button" className="mc-button" onClick={() => playback.toggle()}>
        {t('playback.key.toggle')} · {instantText(atMs)}
      </button>
    </div>
  );
}

const wholly = (cameraId: string, { from, to }: FindingClipProps['clip']): CameraCoverage => ({
  ...{ cameraId, profile: 'main', percent: 100, coarse: false },
  spans: [{ kind: 'footage', from, to, sound: false, codec: 'h264' }],
});
