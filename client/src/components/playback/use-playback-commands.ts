/** What one can tell a playback to do, the same from buttons and from keys. */
import { App } from 'antd';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { RATES, type Rate } from '../../media/playback/index.ts';
import { saveSnapshot } from './snapshot.ts';
import { markBeside } from './timeline/lanes.ts';
import { around, spanOf } from './timeline/scale.ts';
import type { TimelineData } from './timeline/use-timeline.ts';
import type { Playback } from './use-playback.ts';

export interface PlaybackCommands {
  toggle(): void;
  move(byMs: number): void;
  step(direction: 1 | -1): void;
  /** To the next mark, or the one before. */
  event(direction: 1 | -1): void;
  /** As in an editing room: faster with each press, backwards through standing still. */
  shuttle(direction: 1 | -1): void;
  pause(): void;
  mark(which: 'in' | 'out'): void;
  clearMarks(): void;
  loop(): void;
  /** To the beginning or the end of what is in view. */
  edge(direction: 1 | -1): void;
  snapshot(): void;
  note(): void;
  /** Where findings can be noted. */
  finding?(): void;
  sound(): void;
  go(): void;
  help(): void;
}

export interface UseCommandsOptions {
  readonly playback: Playback;
  readonly line: TimelineData;
  readonly names: Readonly<Record<string, string>>;
  /** The camera that leads: steps, snapshots, sound. Left out: the first. */
  readonly chosen?: string | undefined;
  readonly caseNo?: string | undefined;
  readonly onNote?: () => void;
  readonly onFinding?: () => void;
  readonly onSound?: () => void;
  readonly onHelp: () => void;
}

const FORWARD = RATES.filter((rate) => rate >= 1);
const BACKWARD = RATES.filter((rate) => rate < 0).reverse();

/** The next speed of a shuttle. */
export function shuttleRate(playing: boolean, rate: Rate, direction: 1 | -1): Rate {
  const row = direction > 0 ? FORWARD : BACKWARD;
  const first = row[0] ?? 1;
  if (!playing || rate * direction < 0 || Math.abs(rate) < 1) return first;
  return row[Math.min(row.length - 1, row.indexOf(rate) + 1)] ?? first;
}

export function usePlaybackCommands(options: UseCommandsOptions): PlaybackCommands {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const latest = useRef(options);
  latest.current = options;
  return useMemo(() => {
    const now = () => latest.current;
    const { playback } = latest.current;
    const { playhead } = playback;
    return {
      toggle: () => {
        // Who presses play after running fast means to see it as it was.
        if (!playhead.state.playing && Math.abs(playhead.state.rate) > 4) playhead.setRate(1);
        playback.toggle();
      },
      move: (byMs) => playback.jump(playhead.atMs + byMs),
      step: (direction) => playback.step(direction, now().chosen),
      event: (direction) => {
        const mark = markBeside(now().line.marks, playhead.atMs, direction);
        if (mark === undefined) {
          void message.info(t(direction > 0 ? 'playback.noEventAfter' : 'playback.noEventBefore'));
          return;
        }
        const at = Date.parse(mark.at);
        playback.jump(at);
        const { view } = now().line;
        const shown = view.get();
        if (at < shown.fromMs || at > shown.toMs) view.set(around(at, spanOf(shown)));
      },
      shuttle: (direction) => {
        playhead.setRate(shuttleRate(playhead.state.playing, playhead.state.rate, direction));
        playhead.play();
      },
      pause: () => {
        playhead.pause();
        playhead.setRate(1);
      },
      mark: (which) => playhead.mark(which),
      clearMarks: () => playhead.setMarks({ inMs: undefined, outMs: undefined }),
      loop: () => playhead.setLooping(!playhead.state.looping),
      edge: (direction) => {
        const { fromMs, toMs } = now().line.view.get();
        playback.jump(direction < 0 ? fromMs : toMs);
      },
      snapshot: () => {
        const { names, chosen, caseNo } = now();
        const tracks = playback.getTracks();
        const track = tracks.find((each) => each.cameraId === chosen) ?? tracks[0];
        if (track === undefined) return;
        void saveSnapshot(track, { camera: names[track.cameraId] ?? '', caseNo }).then((name) => {
          if (name === undefined) void message.warning(t('playback.nothingToSnap'));
          else void message.success(t('playback.snapped', { name }));
        });
      },
      note: () => now().onNote?.(),
      finding: () => now().onFinding?.(),
      sound: () => now().onSound?.(),
      go: () => document.querySelector<HTMLElement>('button.mc-head-clock')?.click(),
      help: () => now().onHelp(),
    };
  }, [message, t]);
}
