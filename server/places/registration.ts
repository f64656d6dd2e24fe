/** What every registry shares: how a refusal by the database is worded, and what still refers to a thing. */
import { isForeignKeyViolation, isUniqueViolation } from '../platform/db/faults.ts';
import { AppError, conflict } from '../platform/errors.ts';

/** Runs a write; another row with the same key becomes the given conflict. */
export async function unlessTaken<T>(
  write: () => Promise<T>,
  code: string,
  field: string,
  message: string,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict(code, message, [{ field, message }]);
    throw error;
  }
}

/** Deletes only what nothing refers to; says what does. Races are caught by the foreign keys. */
export async function removeUnused(
  what: string,
  uses: Readonly<Record<string, number>>,
  remove: () => Promise<void>,
): Promise<void> {
  const left = Object.entries(uses).filter(([, count]) => count > 0);
  if (left.length > 0)
    throw conflict(
      'in_use',
      `This ${what} is still referred to: ${left.map(([name, count]) => `${count} ${name}`).join(', ')}.`,
      left.map(([name, count]) => ({ field: name, message: String(count) })),
    );
  try {
    await remove();
  } catch (error) {
    if (isForeignKeyViolation(error))
      throw conflict('in_use', `Something has begun to refer to this ${what}.`);
    throw error;
  }
}

/** A well-formed request that names something that is not there. */
export const unknownReference = (code: string, field: string, message: string) =>
  new AppError(422, code, message, { faults: [{ field, message }] });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Whether a path parameter may be asked of the database at all. */
export const isUuid = (text: unknown): text is string => typeof text === 'string' && UUID.test(text);
