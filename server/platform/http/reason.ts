/** Why something is done, as the asker says it in a header of the request. */
import type { IncomingMessage } from 'node:http';
import { REASON_HEADER, reason } from '../../contract/common.ts';
import { AppError, invalid } from '../errors.ts';
import { parseInput } from './parse.ts';
import type { Route } from './route.ts';

const FIELD = `header.${REASON_HEADER}`;

/**
 * Undefined: none was given, and the route needs none.
 * @throws reason_required where it does; invalid_request where what was given is no reason.
 */
export function reasonOf(route: Pick<Route, 'reason'>, req: IncomingMessage): string | undefined {
  const sent = req.headers[REASON_HEADER];
  if (typeof sent === 'string' && sent.trim() !== '') return parseInput(reason, decoded(sent), FIELD);
  if (route.reason !== 'required') return undefined;
  throw new AppError(422, 'reason_required', `Say why, in the header ${REASON_HEADER}.`, {
    faults: [{ field: FIELD, message: 'is missing; percent-encoded UTF-8, 2–500 characters' }],
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid([{ field: FIELD, message: 'must be percent-encoded UTF-8' }]);
  }
}
