/** What of a request that failed is told in the log, and how loudly; the same for HTTP and sockets. */
import type { Problem } from '../../contract/common.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';

export interface FailedRequest {
  readonly error: unknown;
  readonly problem: Problem;
  /** `a request`, `a socket request` */
  readonly what: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * A picture that is not there yet or a line that is full is what pages ask for again and again: no news, its figures
 * tell. A camera that cannot be reached is worth a line. Only what we did not foresee is an error, with its stack.
 */
export function logProblem({ error, problem, what, fields }: FailedRequest, log: Logger): void {
  if (problem.status < 500) return;
  const told = { ...fields, instance: problem.instance };
  if (!(error instanceof AppError) || problem.status === 500)
    log.error({ ...told, err: error }, `${what} failed`);
  else
    log[problem.status === 503 ? 'debug' : 'warn'](
      { ...told, code: problem.code },
      `${what} could not be served`,
    );
}
