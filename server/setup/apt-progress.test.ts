import { expect, it } from 'vitest';
import { aptProgress } from './apt-progress.mjs';

it('counts what is fetched, unpacked and set up, out of how many', () => {
  const read = aptProgress();
  expect(read('0 upgraded, 243 newly installed, 0 to remove and 0 not upgraded.')).toBeUndefined();
  expect(read('Need to get 182 MB of archives.')).toBeUndefined();
  expect(
    read('Get:1 http://mirror.example/debian bookworm/main amd64 libgsm1 amd64 1.0.22-1 [27.8 kB]'),
  ).toBe('fetching 1 of 243 (182 MB)');
  expect(read('Get:2 http://mirror.example/debian bookworm/main amd64 libaom3 [1851 kB]')).toBe(
    'fetching 2 of 243 (182 MB)',
  );
  expect(read('Unpacking libgsm1:amd64 (1.0.22-1) ...')).toBe('unpacking 1 of 243');
  expect(read('Setting up libgsm1:amd64 (1.0.22-1) ...')).toBe('setting up 1 of 243');
  expect(read('Selecting previously unselected package libaom3:amd64.')).toBeUndefined();
});

it('reads the size when a part is in the cache already, and does without a total', () => {
  const read = aptProgress();
  read('Need to get 1,024 kB/182 MB of archives.');
  expect(read('Get:1 http://mirror.example/debian bookworm/main amd64 libgsm1')).toBe(
    'fetching 1 (1,024 kB)',
  );
});
