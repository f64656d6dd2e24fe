/** Inputs to begin with: recorded from real cameras and encoders (`capture.ts`), and those that once failed. */
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export const CORPUS = resolve(import.meta.dirname, 'corpus');

export async function corpusOf(target: string, folder = CORPUS): Promise<Buffer[]> {
  const names = await readdir(join(folder, target)).catch(() => []);
  return Promise.all(names.sort().map((name) => readFile(join(folder, target, name))));
}
