import { describe, expect, it } from 'vitest';
import { Settler } from './settler.ts';

const S = 1000;
/** Pictures a second, `y` yes, `n` no, `d` dark, `.` none; from second 1 on. */
function watched(pictures: string): Settler {
  const settler = new Settler({ fromMs: 0, sight: 'learning' });
  [...pictures].forEach((picture, at) => {
    if (picture === '.') return;
    settler.see((at + 1) * S, picture === 'y' ? 'yes' : picture === 'n' ? 'no' : 'dark');
  });
  return settler;
}

describe('a place in the picture', () => {
  it('changes once a change has lasted, and then from when it was first seen', () => {
    const settler = watched('yyyyyynnnnnn');
    expect([settler.at(0), settler.at(1 * S), settler.at(6.9 * S), settler.at(7 * S)]).toEqual([
      ...['learning', 'yes', 'yes', 'no'],
    ]);
    expect(settler.throughMs).toBe(12 * S);
  });

  it('is not sure of what has not lasted yet, and forgets what did not last', () => {
    expect(watched('yyyyyynn').throughMs).toBe(7 * S);
    const flicker = watched('yyyyyynnyyyydyyy');
    expect(flicker.changes(2 * S, 20 * S)).toEqual([]);
    expect([flicker.at(8 * S), flicker.throughMs]).toEqual(['yes', 16 * S]);
  });

  it('does not take a longer silence for what was before it', () => {
    expect(watched('yyyyy.........yyyy').at(10 * S)).toBe('yes');
    const silent = watched(`yyyyy${'.'.repeat(20)}yyyyy`);
    expect([silent.at(5 * S), silent.at(20 * S), silent.at(26 * S)]).toEqual(['offline', 'offline', 'yes']);
  });

  it('never reads blindness as nobody there: what had not lasted before it does not count', () => {
    const settler = watched('yyyyyynn');
    settler.blind(8 * S, 'offline');
    settler.goOn(60 * S);
    expect([settler.at(6 * S), settler.at(8 * S), settler.at(59 * S)]).toEqual(['yes', 'offline', 'offline']);
    expect(settler.changes(0, 60 * S)).toEqual([1 * S, 8 * S]);
  });

  it('takes no word of a time that is settled', () => {
    const settler = watched('yyyyyy');
    settler.see(3 * S, 'no');
    settler.blind(2 * S, 'covered');
    expect([settler.at(3 * S), settler.at(6 * S)]).toEqual(['yes', 'covered']);
    settler.forget(6 * S);
    expect(settler.at(6 * S)).toBe('covered');
  });
});
