import type { UndoCheck } from '../../contract/place-changes.ts';
import { conflict } from '../../platform/errors.ts';

/** Why a change cannot be taken back, in a form the client words. */
export class NotUndoable extends Error {
  readonly because: NonNullable<UndoCheck['because']>;
  readonly about: readonly string[];
  constructor(because: NonNullable<UndoCheck['because']>, about: readonly string[]) {
    super(`cannot be taken back: ${because}`);
    this.because = because;
    this.about = about;
  }

  asProblem = () =>
    conflict(
      `undo_${this.because}`,
      `This cannot be taken back any more${this.about.length === 0 ? '' : `: ${this.about.join(', ')}`}.`,
      this.about.map((message) => ({ field: 'steps', message })),
    );
}
