import i18next, { type TFunction } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { benignCause, leadKind } from '../../../../server/contract/leads.ts';
import { countedWords } from '../../lib/i18n/counted.ts';
import { en } from '../../lib/i18n/en.ts';
import { zh } from '../../lib/i18n/zh.ts';
import { reasonWord, sentenceOf, whereText } from './lead-words.ts';

let chinese: TFunction;
let english: TFunction;
beforeAll(async () => {
  chinese = await i18next.use(countedWords).init({
    lng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  english = i18next.getFixedT('en');
});

/** Local times, as the words are in the reader's zone. */
const at = (text: string): string => new Date(`2026-11-23T${text}`).toISOString();
const lead = { from: at('10:15:00'), to: at('10:21:00') };

test('says what disagrees, with the values that were compared', () => {
  const facts = { servedMinutes: 6, from: at('10:15:00'), to: at('10:21:00'), open: false };
  expect(sentenceOf({ ...lead, kind: 'offRecord', facts }, chinese)).toBe(
    '画面上 10:15:00–10:21:00 有人在窗口办事 6 分钟，记录中这段时间没有叫号、登记或办件。',
  );
  const step = {
    steps: [{ type: 'stage', stage: 'accepted', at: at('10:16:00') }],
    ...{ vacantFrom: at('10:10:00'), vacantTo: at('10:20:00') },
  };
  expect(sentenceOf({ ...lead, kind: 'stepWhileVacant', facts: step }, english)).toBe(
    'The record says “Accepted” was done at the window at 10:16:00; the picture shows nobody at the counter 10:10:00–10:20:00.',
  );
  const vacated = { vacantMinutes: 20, waitedSeconds: 240, from: at('10:15:00'), to: at('10:35:00') };
  expect(sentenceOf({ ...lead, kind: 'postVacated', facts: vacated }, chinese)).toContain('等了 4 分钟');
});

test('has a sentence of every kind in both languages, even where a value is missing', () => {
  for (const kind of leadKind.options)
    for (const t of [chinese, english]) {
      const said = sentenceOf({ ...lead, kind, facts: {} }, t);
      expect(said, kind).not.toMatch(/leads\.|undefined|\{\{/);
    }
});

test('words whatever a rule names; a word it does not know stays as it is', () => {
  expect(reasonWord('vacantOnDuty', chinese)).toBe('应在岗而无人');
  expect(reasonWord('somethingNew', chinese)).toBe('somethingNew');
  for (const cause of benignCause.options) expect(chinese(`leads.cause.${cause}`)).not.toContain('leads.');
  expect(whereText({ hallName: '大厅', windowCode: 'A01', departmentName: null })).toBe('大厅 A01');
});
