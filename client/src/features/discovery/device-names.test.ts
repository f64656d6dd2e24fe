import { expect, it } from 'vitest';
import { namesFor } from './device-names.ts';

const device = (host: string, name: string | null = null) => ({ host, name, model: 'DS-1' });
const three = [device('10.0.0.7', '大门'), device('10.0.0.8', '大门'), device('10.0.0.9')];

it.each([
  ['{nn}号机', [], ['01号机', '02号机', '03号机']],
  ['{n}号机', ['1号机', '3号机'], ['2号机', '4号机', '5号机']],
  ['{name}', [], ['大门', '大门 2', '10.0.0.9']],
  ['{model}-{ip}', [], ['DS-1-7', 'DS-1-8', 'DS-1-9']],
  ['机', [], ['机', '机 2', '机 3']],
])('%s beside %j', (pattern, taken, names) => {
  expect(namesFor(pattern, three, new Set(taken))).toEqual(names);
});
