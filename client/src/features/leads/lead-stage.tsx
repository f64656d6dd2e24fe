/** The clip, playing, with the window marked in it; under it picture and record on one axis of time. */
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeadDetail } from '../../../../server/contract/leads.ts';
import { HeadClock } from '../../components/playback/head-clock.tsx';
import { PlaybackStage } from '../../components/playback/playback-stage.tsx';
import { rateText } from '../../components/playback/transport-bar.tsx';
import { type Playback, usePlayback, usePlayheadState } from '../../components/playback/use-playback.ts';
import type { PlaybackCommands } from '../../components/playback/use-playback-commands.ts';
import { usePlaybackKeys } from '../../components/playback/use-playback-keys.ts';
import { ZoneOutlines } from '../../components/zone-outlines.tsx';
import { showPageKeys } from '../../lib/page-keys.ts';
import { minuteText } from '../../lib/time.ts';
import { RATES } from '../../media/playback/index.ts';
import { LEAD_IN_MS, LeadAxis } from './lead-axis.tsx';
import { LeadPurpose } from './lead-purpose.tsx';
import { LeadRecord } from './lead-record.tsx';
import { axisOf, beginOf } from './lead-span.ts';
import { whereText } from './lead-words.ts';
import { NoPictureWords } from './no-picture-words.tsx';
import { useLeadViewing } from './use-lead-viewing.ts';

export interface LeadStageProps {
  readonly lead: LeadDetail;
  /** For a note: which instant of which camera. */
  readonly onPlayback: (playback: Playback, cameraId: string | undefined) => void;
}

/** More cameras than that at one window are not looked at at once. */
const AT_ONCE = 4;

export function LeadStage({ lead, onPlayback }: LeadStageProps) {
  const { t } = useTranslation();
  const { viewing, keep, subject } = useLeadViewing(lead);
  const [begin] = useState(() => beginOf(lead));
  const cameras = useMemo(
    () => [...new Map(lead.clips.map((clip) => [clip.cameraId, clip])).values()].slice(0, AT_ONCE),
    [lead.clips],
  );
  const tracks = useMemo(() => cameras.map(({ cameraId }) => ({ cameraId })), [cameras]);
  const names = useMemo(
    () => Object.fromEntries(cameras.map(({ cameraId, cameraName }) => [cameraId, cameraName])),
    [cameras],
  );
  const allowed = viewing.kind === 'may' ? viewing : undefined;
  const ranges = useMemo(() => allowed && { cameras: allowed.cameras }, [allowed]);
  const playback = usePlayback({ tracks, at: begin, viewing: ranges });
  const [first] = cameras;
  useEffect(() => onPlayback(playback, first?.cameraId), [onPlayback, playback, first]);
  const isReady = allowed !== undefined;
  useEffect(() => {
    if (isReady) playback.playhead.play();
  }, [isReady, playback]);
  const span = useMemo(() => axisOf(lead), [lead]);
  const jump = (atMs: number) => {
    playback.jump(atMs);
    if (isReady) playback.playhead.play();
  };
  const commands = useLeadCommands(playback, lead);
  usePlaybackKeys(commands);
  return (
    <div className="mc-lead-stage" data-pictures={viewing.kind === 'none' ? 'none' : undefined}>
      <div className="mc-lead-pictures">
        {viewing.kind === 'none' ? (
          <NoPictureWords why={viewing.why} />
        ) : (
          <PlaybackStage
            playback={playback}
            names={names}
            overlay={({ cameraId }) => {
              const clip = cameras.find((one) => one.cameraId === cameraId);
              // Under the question why one looks there is no picture to mark anything in.
              if (clip === undefined || clip.clerkZone === null || !isReady) return null;
              const { clerkZone, applicantZone } = clip;
              const window = { id: lead.windowId ?? '', code: lead.windowCode ?? '' };
              return <ZoneOutlines windows={[{ window, placement: { clerkZone, applicantZone } }]} />;
            }}
          />
        )}
        {viewing.kind === 'ask' && (
          <LeadPurpose
            subject={subject}
            suggestion={t('leads.clip.suggestion', {
              kind: t(`leads.kind.${lead.kind}`),
              where: whereText(lead),
              at: minuteText(lead.from),
            })}
            onDone={keep}
          />
        )}
      </div>
      <LeadRecord lead={lead} playback={playback} alone={viewing.kind === 'none'} onJump={jump} />
      <div className="mc-lead-under">
        {viewing.kind !== 'none' && <Transport playback={playback} commands={commands} />}
        <LeadAxis lead={lead} span={span} playback={playback} onJump={jump} />
      </div>
    </div>
  );
}

/** What of an editing room a lead needs: the other keys are the queue's. */
function useLeadCommands(playback: Playback, lead: LeadDetail): PlaybackCommands {
  return useMemo(() => {
    const { playhead } = playback;
    const nothing = () => undefined;
    const moments = [lead.from, lead.to, ...lead.events.map((one) => one.at)].map((at) => Date.parse(at));
    return {
      toggle: () => playback.toggle(),
      move: (byMs) => playback.jump(playhead.atMs + byMs),
      step: (direction) => playback.step(direction),
      event: (direction) => {
        const beside = moments
          .filter((at) => (direction > 0 ? at - LEAD_IN_MS > playhead.atMs + 50 : at < playhead.atMs - 1500))
          .sort((a, b) => direction * (a - b));
        const [next] = beside;
        if (next !== undefined) playback.jump(direction > 0 ? next - LEAD_IN_MS : next);
      },
      shuttle: (direction) => {
        playhead.setRate(direction > 0 ? 4 : -4);
        playhead.play();
      },
      pause: () => {
        playhead.pause();
        playhead.setRate(1);
      },
      edge: (direction) => playback.jump(Date.parse(direction < 0 ? lead.from : lead.to)),
      ...{ mark: nothing, clearMarks: nothing, loop: nothing, snapshot: nothing, sound: nothing },
      ...{ note: nothing, go: nothing, help: showPageKeys },
    };
  }, [playback, lead]);
}

const Sign = ({ path }: { path: string }) => (
  <svg
    viewBox="0 0 16 16"
    width="14"
    height="14"
    aria-hidden="true"
    fill="currentColor"
    stroke="currentColor"
  >
    <path d={path} />
  </svg>
);

function Transport({ playback, commands }: { playback: Playback; commands: PlaybackCommands }) {
  const { t } = useTranslation();
  const { playing, rate, waiting } = usePlayheadState(playback);
  const tool = (sign: ReactNode, label: string, key: string, run: () => void) => (
    <button type="button" className="mc-tool" aria-label={label} title={`${label}（${key}）`} onClick={run}>
      {sign}
    </button>
  );
  return (
    <div className="mc-lead-transport" role="toolbar" aria-label={t('playback.transport')}>
      {tool(<Sign path="M4 3v10M13 3 6 8l7 5z" />, t('playback.key.eventBefore'), '[', () =>
        commands.event(-1),
      )}
      {tool('−10', t('playback.key.secondsBack', { n: 10 }), 'Shift ←', () => commands.move(-10_000))}
      {tool(
        <Sign path={playing ? 'M4 3h3v10H4zM9 3h3v10H9z' : 'M4 2.500 13 8l-9 5.500z'} />,
        t(playing ? 'playback.pause' : 'playback.play'),
        'Space',
        () => commands.toggle(),
      )}
      {tool('+10', t('playback.key.secondsOn', { n: 10 }), 'Shift →', () => commands.move(10_000))}
      {tool(<Sign path="M12 3v10M3 3l7 5-7 5z" />, t('playback.key.eventAfter'), ']', () =>
        commands.event(1),
      )}
      <select
        aria-label={t('playback.rate')}
        value={rate}
        onChange={(event) => {
          const wanted = Number(event.target.value);
          playback.playhead.setRate(RATES.find((each) => each === wanted) ?? 1);
        }}
      >
        {RATES.map((each) => (
          <option key={each} value={each}>
            {rateText(each)}
          </option>
        ))}
      </select>
      <HeadClock playback={playback} />
      <span role="status">{waiting && t('playback.waiting')}</span>
    </div>
  );
}
