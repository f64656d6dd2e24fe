/** The one mapper from errors to RFC 9457 problems; HTTP and sockets answer with the same. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Problem } from '../../contract/common.ts';
import { isUnstorable } from '../db/faults.ts';
import { AppError } from '../errors.ts';

/** An unknown error says nothing of itself but `internal_error` and the `instance` under which it is logged. */
export function toProblem(error: unknown): Problem {
  const known = error instanceof AppError ? error : fromParser(error);
  const status = known?.status ?? 500;
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: known?.code ?? 'internal_error',
    detail: known?.message ?? 'Something went wrong here; the log has it under this instance.',
    instance: `urn:uuid:${randomUUID()}`,
    ...(known?.context && { context: { ...known.context } }),
    ...(known && known.faults.length > 0 && { errors: known.faults.map((fault) => ({ ...fault })) }),
  };
}

/** Express and body-parser throw http-errors: `status`, `type` and, for what the sender may know, `expose`. */
function fromParser(error: unknown): AppError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isUnstorable(error))
    return new AppError(
      400,
      'invalid_request',
      'The request has a control character or an impossible instant.',
    );
  const { status, type } = error as Error & { status?: unknown; type?: unknown };
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  if (type === 'entity.parse.failed') return new AppError(400, 'invalid_json', 'The body is not valid JSON.');
  if (type === 'entity.too.large') return new AppError(413, 'body_too_large', 'The body is too large.');
  return new AppError(status, 'bad_request', STATUS_CODES[status] ?? 'The request cannot be understood.');
}
