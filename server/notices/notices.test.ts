import { describe, expect, test } from 'vitest';
import { noticeText } from '../contract/notice-words.ts';
import { noticeKinds } from '../contract/notices.ts';
import { shortened } from './addresses.ts';
import { messageOf } from './message.ts';
import { audibleFrom } from './quiet-hours.ts';
import type { Person } from './recipients.store.ts';
import { retryAfterMs } from './retry.ts';
import { canBeTold, waysOf } from './ways.ts';

const ZONE = 'Asia/Shanghai';
const card = {
  level: 'red',
  caseNo: 'GD-1',
  matterName: '食品经营许可',
  departmentName: '市场监督管理局',
  ruleName: '超法定时限',
  startedAt: '2026-02-11T07:20:00.000Z',
  limit: 5,
  limitUnit: 'workingDay',
  dueAt: '2026-02-25T07:20:00.000Z',
  until: null,
};

describe('words of notices', () => {
  test('made of values, in the reader’s language; a line with something unknown is left out', () => {
    expect(noticeText('cardIssued', card, 'zh', ZONE)).toEqual({
      subject: '红牌：GD-1 超法定时限',
      lines: [
        '办件 GD-1（食品经营许可）',
        '部门：市场监督管理局',
        '2026-02-11 15:20 起计时，时限 5 工作日',
        '自 2026-02-25 15:20 起应发',
      ],
    });
    expect(noticeText('cardIssued', card, 'en', ZONE).subject).toBe('Red card: GD-1, 超法定时限');
  });

  test('every kind has words in both languages, even when little is known', () => {
    for (const kind of noticeKinds)
      for (const language of ['zh', 'en'] as const) {
        const { subject } = noticeText(kind, { level: 'red' }, language, ZONE);
        expect([kind, subject.length > 1, /[{}]/.test(subject)]).toEqual([kind, true, false]);
      }
  });

  test('a value cannot add a line or a header', () => {
    const evil = 'GD-1\r\nBcc: all@example.org\u202e\u2028x';
    const { subject, lines } = noticeText('cardIssued', { ...card, caseNo: evil }, 'zh', ZONE);
    for (const text of [subject, ...lines]) expect(text).not.toMatch(/[\r\n\u202e\u2028]/);
  });

  test('several at once are one message that names each', () => {
    const one = { kind: 'cardIssued' as const, values: card, link: '/alerts/1', urgent: true };
    const message = messageOf({
      ...{ id: 'x', to: { name: '张三', address: 'z@example.org' }, language: 'zh', zone: ZONE },
      ...{ notices: [one, { ...one, urgent: false }], publicUrl: 'https://watch.example/' },
    });
    expect(message).toMatchObject({
      ...{ kind: 'digest', urgent: true, subject: '明窗：2 条通知', url: 'https://watch.example/inbox' },
      lines: ['• 红牌：GD-1 超法定时限', '• 红牌：GD-1 超法定时限'],
    });
  });
});

describe('quiet hours', () => {
  const at = (time: string) => Date.parse(`2026-11-23T${time}+08:00`);
  const night = { from: 22 * 60, to: 7 * 60 };
  test.each([
    ['21:59:59', '21:59:59'],
    ['22:00:00', '31:00:00'],
    ['23:30:10', '31:00:00'],
    ['06:59:59', '07:00:00'],
    ['07:00:00', '07:00:00'],
  ])('at %s one may be told from %s on', (now, then) => {
    const [hours = 0, minutes = 0, seconds = 0] = then.split(':').map(Number);
    expect(audibleFrom(at(now), night, ZONE)).toBe(
      at('00:00:00') + ((hours * 60 + minutes) * 60 + seconds) * 1000,
    );
  });
  test('none were asked for', () => {
    expect(audibleFrom(at('23:00:00'), null, ZONE)).toBe(at('23:00:00'));
    expect(audibleFrom(at('23:00:00'), { from: 60, to: 60 }, ZONE)).toBe(at('23:00:00'));
  });
});

test('tried again after a minute, then ever later, and at last given up', () => {
  const minutes = [1, 2, 3, 4, 5, 6, 7].map((attempt) => retryAfterMs(attempt, 0));
  expect(minutes.map((ms) => ms && ms / 60_000)).toEqual([1, 5, 15, 60, 180, 360, undefined]);
  expect(retryAfterMs(1, 1)).toBe(72_000);
});

describe('ways', () => {
  const person: Person = {
    ...{
      recipient: 'user:1',
      userId: '1',
      contactId: null,
      name: '张三',
      email: 'z@example.org',
      phone: '13800000000',
    },
    ...{ language: 'zh', quiet: null, channels: null },
  };
  const site = { email: true, webhook: true, policy: { allowed: {}, usual: {} } };
  test('mail unless one chose otherwise, within what the site has and allows', () => {
    expect(waysOf(person, 'cardIssued', site)).toEqual(['email']);
    expect(waysOf({ ...person, channels: { cardIssued: ['webhook'] } }, 'cardIssued', site)).toEqual([
      'webhook',
    ]);
    expect(waysOf({ ...person, channels: { cardIssued: [] } }, 'cardIssued', site)).toEqual([]);
    expect(waysOf({ ...person, email: null }, 'cardIssued', site)).toEqual([]);
    expect(waysOf(person, 'cardIssued', { ...site, email: false })).toEqual([]);
    const policy = {
      allowed: { cardIssued: ['webhook' as const] },
      usual: { cardIssued: ['webhook' as const] },
    };
    expect(waysOf(person, 'cardIssued', { ...site, policy })).toEqual(['webhook']);
    expect(waysOf(person, 'feedAlarm', { ...site, policy })).toEqual(['email']);
  });
  test('somebody without an account is told by all there is; without any way they cannot be told', () => {
    const outside = { ...person, userId: null, contactId: '1' };
    expect(waysOf(outside, 'cardIssued', site)).toEqual(['email', 'webhook']);
    expect(canBeTold(outside, { ...site, email: false })).toBe(true);
    expect(canBeTold({ ...outside, phone: null }, { ...site, email: false })).toBe(false);
  });
  test('that something did not get through is not sent by the same way', () => {
    expect(waysOf(person, 'deliveryFailed', site)).toEqual([]);
  });
});

test('addresses as they are shown', () => {
  expect(shortened('zhangsan@jieyang.gov.cn')).toBe('z***@jieyang.gov.cn');
  expect(shortened('138 0013 8000')).toBe('138****8000');
  expect(shortened('12345')).toBe('****');
});
