import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from './api.ts';
import { zh } from './i18n/zh.ts';
import { faultWords, problemWords } from './problem-words.ts';

let t: TFunction;
beforeAll(async () => {
  t = await i18next.init({
    lng: 'zh',
    resources: { zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
});

describe('faults of fields', () => {
  test.each([
    ['invalid_request', '18 characters, digits and capitals without I O S V Z', zh.field.uscc],
    ['invalid_request', 'must not be longer than statutoryLimit', zh.field.promisedLonger],
    ['invalid_request', 'at most 100 characters', '最多 100 个字符'],
    ['window_exists', 'The hall has a window with this code already.', zh.problem.window_exists],
    ['invalid_request', 'is odd', '格式不对：is odd'],
  ])('%s: %s', (code, message, words) => {
    expect(faultWords(code, message, t)).toBe(words);
  });
});

test('what still uses a thing is said with its counts', () => {
  const errors = [
    { field: 'windows', message: '4' },
    { field: 'grants', message: '1' },
  ];
  const problem = { type: 'about:blank', title: 'Conflict', status: 409, code: 'in_use', errors };
  const error = new ApiError({ status: 409, code: 'in_use', message: '', problem });
  expect(problemWords(error, t)).toBe('不能删除：仍被使用，有 4 个窗口、1 项用户授权。');
});

test('a lock says how long', () => {
  const error = new ApiError({ status: 429, code: 'too_many_requests', message: '', retryAfterSeconds: 61 });
  expect(problemWords(error, t)).toBe('尝试次数过多，请 2 分钟后再试。');
});
