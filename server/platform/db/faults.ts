/** PostgreSQL's own refusals, told apart by SQLSTATE. */

const stateOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** What was looked at a moment ago, in the same transaction, is gone: the same again sees what is there now. */
export class ChangedMeanwhile extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ChangedMeanwhile';
  }
}

/** Another row has this key. */
export const isUniqueViolation = (error: unknown) => stateOf(error) === '23505';
/** A row refers to this one, or this one to a row that is not there. */
export const isForeignKeyViolation = (error: unknown) => stateOf(error) === '23503';
/** A text with NUL, or an instant outside its range: well-formed for the contract, but nothing that can be kept. */
export const isUnstorable = (error: unknown) => ['22021', '22P05', '22008'].includes(stateOf(error) ?? '');
/** Two transactions stood in each other's way, and this one gave in: the same again may well succeed. */
export const isPassing = (error: unknown) => ['40P01', '40001'].includes(stateOf(error) ?? '');
