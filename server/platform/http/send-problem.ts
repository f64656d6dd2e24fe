/** The end of a request that failed: logged where it is our affair, and answered as a problem. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { toProblem } from './problem.ts';

export function sendProblem(error: unknown, req: IncomingMessage, res: ServerResponse, log: Logger): void {
  const problem = toProblem(error);
  const where = { instance: problem.instance, method: req.method, path: (req.url ?? '').split('?')[0] };
  // A camera that cannot be reached is no fault of ours, and may be asked for many times a second.
  if (error instanceof AppError && problem.status > 500)
    log.warn({ ...where, code: problem.code }, 'a request could not be served');
  else if (problem.status >= 500) log.error({ ...where, err: error }, 'a request failed');
  if (res.headersSent) {
    // Half an answer is out: the only honest thing left is to cut it.
    res.destroy();
    return;
  }
  res.statusCode = problem.status;
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  res.end(JSON.stringify(problem));
}
