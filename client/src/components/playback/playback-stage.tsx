/** The pictures of a playback in a grid; each says what it shows, or why there is nothing. */
import type { CSSProperties, ReactNode } from 'react';
import type { Track } from '../../media/playback/index.ts';
import { StageTile } from './stage-tile.tsx';
import { type Playback, useTracks } from './use-playback.ts';
import './playback-stage.css';

export interface PlaybackStageProps {
  readonly playback: Playback;
  /** By camera. */
  readonly names: Readonly<Record<string, string>>;
  /** How many places; left out: as many as there are cameras. */
  readonly layout?: number;
  readonly chosen?: string | undefined;
  readonly onChoose?: (cameraId: string) => void;
  /** Drawn over a picture, in a box of exactly its size: zones, strips. */
  readonly overlay?: (track: Track) => ReactNode;
  /** Beside a camera's name in its picture's head. */
  readonly extra?: (track: Track) => ReactNode;
  /** In a place without a camera. */
  readonly vacant?: ReactNode;
}

/** Columns and rows that hold so many pictures. */
export function gridOf(places: number): { columns: number; rows: number } {
  if (places <= 1) return { columns: 1, rows: 1 };
  if (places === 2) return { columns: 2, rows: 1 };
  if (places <= 4) return { columns: 2, rows: 2 };
  return { columns: 3, rows: places <= 6 ? 2 : 3 };
}

export function PlaybackStage(props: PlaybackStageProps) {
  const { playback, names, layout, chosen, onChoose, overlay, extra, vacant } = props;
  const tracks = useTracks(playback);
  const places = Math.max(1, layout ?? tracks.length);
  const shown = tracks.slice(0, places);
  const { columns, rows } = gridOf(places);
  const free = Math.min(columns * rows, places) - shown.length;
  return (
    <div
      className="mc-footage"
      data-testid="playback-stage"
      style={{ '--mc-columns': columns, '--mc-rows': rows } as CSSProperties}
    >
      {shown.map((track) => (
        <StageTile
          key={`${track.cameraId}/${track.profile}`}
          playback={playback}
          track={track}
          name={names[track.cameraId] ?? ''}
          chosen={tracks.length > 1 && track.cameraId === chosen}
          onChoose={onChoose}
          overlay={overlay}
          extra={extra}
        />
      ))}
      {vacant !== undefined && free > 0 && <div className="mc-footage-vacant">{vacant}</div>}
    </div>
  );
}
