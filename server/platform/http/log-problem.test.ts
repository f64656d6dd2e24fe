import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { AppError, notFound, unavailable } from '../errors.ts';
import { createLog } from '../log.ts';
import { logProblem } from './log-problem.ts';
import { toProblem } from './problem.ts';

function told(error: unknown): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  logProblem(
    { error, problem: toProblem(error), what: 'a request', fields: { path: '/media' } },
    createLog({ level: 'debug', destination }),
  );
  return lines;
}

test.each(['line_full', 'stream_not_ready'])('%s is expected: for who debugs, without a stack', (code) => {
  const [line, ...more] = told(unavailable(code, 'Not now.'));
  expect(more).toEqual([]);
  expect(line).toMatchObject({ level: 'debug', code, path: '/media' });
  expect(line).not.toHaveProperty('err');
});

test('a camera that cannot be reached is a warning without a stack', () => {
  const [line] = told(new AppError(502, 'camera_unreachable', 'No route.', { cause: new Error('x') }));
  expect(line).toMatchObject({ level: 'warn', code: 'camera_unreachable' });
  expect(line).not.toHaveProperty('err');
});

test('what nobody foresaw is an error with its stack', () => {
  for (const error of [new Error('broken'), new AppError(500, 'internal_error', 'broken')])
    expect(told(error)).toMatchObject([
      { level: 'error', err: { message: 'broken', stack: expect.any(String) } },
    ]);
});

test('what the asker did wrong is not told', () => {
  expect(told(notFound('camera'))).toEqual([]);
});
