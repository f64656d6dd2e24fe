/** What readers of recorded files are given. Types only. */
import type { FragmentTable } from '../recorder/types.ts';

/** A recorded file, as whoever keeps the index knows it. */
export interface PlayableFile {
  readonly id: string;
  /** Absolute. */
  readonly file: string;
  readonly startedAtMs: number;
  /** Of what is known to be on disk. */
  readonly endedAtMs: number;
  /** It still grows. */
  readonly open: boolean;
  readonly codec: 'h264' | 'h265';
  readonly codecString: string;
  readonly sound: boolean;
}

/** Reads where the fragments of one file lie; asked again of a file that grew, it reads what is new. */
export interface TableReader {
  read(): Promise<FragmentTable>;
}

/** A file with its fragments. */
export interface PlayablePart {
  readonly file: PlayableFile;
  readonly table: FragmentTable;
}
