/** The end of a request that failed: logged where it is our affair, and answered as a problem. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../log.ts';
import { logProblem } from './log-problem.ts';
import { toProblem } from './problem.ts';

export function sendProblem(error: unknown, req: IncomingMessage, res: ServerResponse, log: Logger): void {
  const problem = toProblem(error);
  const fields = { method: req.method, path: (req.url ?? '').split('?')[0] };
  logProblem({ error, problem, what: 'a request', fields }, log);
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
