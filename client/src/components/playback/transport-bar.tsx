/** What an editing room has under its screen: where, how fast, from mark to mark. Every button says its key. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RATES, type Rate } from '../../media/playback/index.ts';
import { HeadClock } from './head-clock.tsx';
import { type Playback, usePlayheadState } from './use-playback.ts';
import type { PlaybackCommands } from './use-playback-commands.ts';
import './transport-bar.css';

export interface TransportBarProps {
  readonly playback: Playback;
  readonly commands: PlaybackCommands;
  /** May somebody listen, and is there something to hear; undefined: no button. */
  readonly sound?: { readonly on: boolean; readonly toggle: () => void };
  /** At the right: what is done with what is seen. */
  readonly children?: ReactNode;
}

const icons = {
  previous: 'M4 3v10M13 3 6 8l7 5z',
  back: 'M8 3 2 8l6 5zM14 3 8 8l6 5z',
  frameBack: 'M11 3 5 8l6 5z',
  play: 'M4 2.500 13 8l-9 5.500z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  frameOn: 'M5 3l6 5-6 5z',
  on: 'M2 3l6 5-6 5zM8 3l6 5-6 5z',
  next: 'M12 3v10M3 3l7 5-7 5z',
} as const;

export function TransportBar({ playback, commands, sound, children }: TransportBarProps) {
  const { t } = useTranslation();
  const { playing, waiting, rate, marks, looping } = usePlayheadState(playback);
  const bothMarks = marks.inMs !== undefined && marks.outMs !== undefined;
  const button = (
    icon: keyof typeof icons,
    label: string,
    key: string,
    run: () => void,
    pressed?: boolean,
  ) => (
    <button
      type="button"
      className="mc-tool"
      aria-label={label}
      title={`${label}（${key}）`}
      aria-pressed={pressed}
      onClick={run}
    >
      <svg
        viewBox="0 0 16 16"
        width="15"
        height="15"
        aria-hidden="true"
        fill="currentColor"
        stroke="currentColor"
      >
        <path d={icons[icon]} />
      </svg>
    </button>
  );
  return (
    <div className="mc-transport" role="toolbar" aria-label={t('playback.transport')}>
      <HeadClock playback={playback} />
      <span className="mc-transport-group">
        {button('previous', t('playback.key.eventBefore'), '[', () => commands.event(-1))}
        {button('back', t('playback.key.secondsBack', { n: 10 }), 'Shift ←', () => commands.move(-10_000))}
        {button('frameBack', t('playback.key.frameBack'), ',', () => commands.step(-1))}
        {button(playing ? 'pause' : 'play', t(playing ? 'playback.pause' : 'playback.play'), 'Space', () =>
          commands.toggle(),
        )}
        {button('frameOn', t('playback.key.frameOn'), '.', () => commands.step(1))}
        {button('on', t('playback.key.secondsOn', { n: 10 }), 'Shift →', () => commands.move(10_000))}
        {button('next', t('playback.key.eventAfter'), ']', () => commands.event(1))}
      </span>
      <label className="mc-transport-rate" title={t('playback.rateHint')}>
        <span>{t('playback.rate')}</span>
        <select
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
      </label>
      <span className="mc-transport-group">
        <button
          type="button"
          className="mc-tool"
          aria-pressed={marks.inMs !== undefined}
          title={`${t('playback.key.markIn')}（I）`}
          onClick={() => playback.playhead.mark('in')}
        >
          {t('playback.in')}
        </button>
        <button
          type="button"
          className="mc-tool"
          aria-pressed={marks.outMs !== undefined}
          title={`${t('playback.key.markOut')}（O）`}
          onClick={() => playback.playhead.mark('out')}
        >
          {t('playback.out')}
        </button>
        <button
          type="button"
          className="mc-tool"
          aria-pressed={looping}
          disabled={!bothMarks}
          title={`${t('playback.key.loop')}（R）`}
          onClick={() => commands.loop()}
        >
          {t('playback.loop')}
        </button>
        {(marks.inMs !== undefined || marks.outMs !== undefined) && (
          <button
            type="button"
            className="mc-tool"
            title={`${t('playback.key.clearMarks')}（X）`}
            aria-label={t('playback.key.clearMarks')}
            onClick={() => commands.clearMarks()}
          >
            ✕
          </button>
        )}
      </span>
      <button
        type="button"
        className="mc-tool"
        title={`${t('playback.key.snapshot')}（S）`}
        onClick={() => commands.snapshot()}
      >
        {t('playback.snapshot')}
      </button>
      {sound !== undefined && (
        <button
          type="button"
          className="mc-tool"
          aria-pressed={sound.on}
          title={`${t('playback.key.sound')}（M）`}
          onClick={sound.toggle}
        >
          {t(sound.on ? 'sound.on' : 'sound.off')}
        </button>
      )}
      <span className="mc-transport-waiting" role="status">
        {waiting && t('playback.waiting')}
      </span>
      <span className="mc-spring" />
      {children}
      <button
        type="button"
        className="mc-tool"
        aria-label={t('wall.keys')}
        title={`${t('wall.keys')}（?）`}
        onClick={() => commands.help()}
      >
        ?
      </button>
    </div>
  );
}

export function rateText(rate: Rate): string {
  return `${rate < 0 ? '−' : ''}${Math.abs(rate)}×`;
}
