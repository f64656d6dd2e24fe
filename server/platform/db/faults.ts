/** PostgreSQL's own refusals, told apart by SQLSTATE. */

const stateOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** Another row has this key. */
export const isUniqueViolation = (error: unknown) => stateOf(error) === '23505';
/** A row refers to this one, or this one to a row that is not there. */
export const isForeignKeyViolation = (error: unknown) => stateOf(error) === '23503';
