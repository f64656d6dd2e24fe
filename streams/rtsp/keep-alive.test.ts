import { describe, expect, test } from 'vitest';
import { parseSession } from './keep-alive.ts';
import { formatHead, parseHead } from './rtsp-message.ts';

describe('the Session a camera gives', () => {
  test.each([
    ['12345678', { id: '12345678', timeoutS: 60 }],
    ['12345678;timeout=30', { id: '12345678', timeoutS: 30 }],
    ['12345678 ; Timeout = "45"', { id: '12345678', timeoutS: 45 }],
    ['12345678;timeout=0', { id: '12345678', timeoutS: 60 }],
    ['12345678;timeout=soon', { id: '12345678', timeoutS: 60 }],
    ['', undefined],
    [';timeout=30', undefined],
    [undefined, undefined],
  ])('%s', (field, expected) => {
    expect(parseSession(field)).toEqual(expected);
  });
});

describe('messages', () => {
  test('headers folded, repeated, without a colon, with blanks before it', () => {
    const head =
      'RTSP/1.0 200 OK\r\nPublic: OPTIONS,\r\n DESCRIBE\r\nnonsense\r\nCSeq : 7\r\nA: 1\r\na: 2\r\n\r\n';
    const { headers } = parseHead(head, Buffer.alloc(0));
    expect(headers.get('public')).toBe('OPTIONS, DESCRIBE');
    expect(headers.get('cseq')).toBe('7');
    expect(headers.all('a')).toEqual(['1', '2']);
  });

  test('no value can bring a header of its own', () => {
    for (const value of ['a\r\nX: y', 'a\nX: y', 'a\rX: y', 'a\r\n\r\n']) {
      expect(() => formatHead('PLAY * RTSP/1.0', { Session: value })).toThrow('line end');
    }
  });
});
