import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { groupSources, internalNames, listSources, MENDED_LINES, mend, unitText } from './recipe.mjs';

const worker = path.resolve(import.meta.dirname, '../../../node_modules/mediasoup/worker');
const read = (file: string) => readFileSync(path.join(worker, file), 'utf8');
const files = listSources(read('meson.build'), read('deps/libwebrtc/meson.build'));

it("finds the installed package's sources, and the line to mend in them", () => {
  expect(files.length).toBeGreaterThan(200);
  expect(files.filter((file) => !existsSync(path.join(worker, file)))).toEqual([]);
  for (const { file, replace } of MENDED_LINES) expect(mend(file, read(file))).toContain(replace);
});

it('refuses a source where the line to mend is gone', () => {
  expect(() => mend('src/RTC/DtlsTransport.cpp', 'int main() {}')).toThrow('not there any more');
});

it('puts every source into one unit, never two that share an internal name', () => {
  const groups = groupSources(files.map((file) => ({ file, text: read(file) })));
  expect(groups.flat().sort()).toEqual([...files].sort());
  expect(groups.length).toBeLessThan(60);
  for (const group of groups) {
    const names = group.flatMap((file) => [...internalNames(read(file))]);
    expect(names.length).toBe(new Set(names).size);
  }
});

it('puts the macros back between two sources', () => {
  expect(unitText(['a.cpp', 'b.cpp'], (file) => `/w/${file}`).split('\n')).toEqual([
    '#include "/w/a.cpp"',
    '#undef MS_CLASS',
    '#undef MS_LOG_DEV_LEVEL',
    '#define MS_LOG_DEV_LEVEL 0',
    '#include "/w/b.cpp"',
    '#undef MS_CLASS',
    '#undef MS_LOG_DEV_LEVEL',
    '#define MS_LOG_DEV_LEVEL 0',
    '',
  ]);
});
