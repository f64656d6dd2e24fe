import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function lines(readable: boolean) {
  const written: string[] = [];
  return {
    written,
    log: createLog({ level: 'info', readable, destination: { write: (line) => written.push(line) } }),
  };
}

test.each([false, true])(
  'secrets do not reach the log, by key or inside a URL (readable: %s)',
  (readable) => {
    const { written, log } = lines(readable);
    log.info(
      { password: 'hunter2', camera: { credentials: { password: 'hunter2' } }, a: { token: 'hunter2' } },
      'x',
    );
    log.warn(
      { err: new Error('rtsp://admin:hunter2@10.0.0.1/1 failed'), url: 'redis://:hunter2@h' },
      'postgres://u:hunter2@h/d',
    );
    const text = written.join('');
    expect(text).not.toContain('hunter2');
    expect(text).toContain('rtsp://admin:[redacted]@10.0.0.1/1 failed');
  },
);

test('of an error only what helps: neither a failing row nor a connection', () => {
  const { written, log } = lines(false);
  const error = Object.assign(new Error('null value'), {
    code: '23502',
    detail: 'Failing row contains (张三)',
  });
  log.error({ err: new Error('outer', { cause: error }) }, 'x');
  expect(written[0]).toContain('"code":"23502"');
  expect(written[0]).not.toContain('张三');
});

test('readable lines keep message, fields and stack; JSON lines have level and time as text', () => {
  const people = lines(true);
  people.log.warn({ cameraId: 'c1', err: new Error('gone') }, 'stalled');
  expect(people.written[0]).toMatch(
    /^\d\d:\d\d:\d\d warn {2}stalled {2}\{"cameraId":"c1"\}\n {4}Error: gone\n/,
  );
  const machine = lines(false);
  machine.log.info('hello');
  expect(JSON.parse(machine.written[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    msg: 'hello',
  });
});
