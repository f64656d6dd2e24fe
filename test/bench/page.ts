/** docs/benchmarks.md: a section a bench, each replaced only by a run of its own. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const FILE = 'docs/benchmarks.md';

const HEAD = `# Benchmarks

Made by \`npm run bench -- --write\` (all) or \`npm run bench -- NAME --write\` (one section). Machines are noisy: compare
within one run only. The browser is headless Chromium decoding in software on the same machine as the server and
the fake cameras, so latencies hold its decoding too. Cameras: 15 frames a second, drawn, with a clock burnt in
(latency, first picture) or 25 frames a second, 1.5 Mbit/s, GOP 2 s from a prepared file (cost, viewers, recovery). What
each line is, is told at the head of the file in \`test/bench/\` that measures it.
`;

export interface Section {
  readonly name: string;
  readonly title: string;
  /** Machine and date, then the table. */
  readonly text: string;
}

export async function writePage(sections: readonly Section[], order: readonly string[]): Promise<void> {
  const known = new Map<string, string>();
  const old = await readFile(FILE, 'utf8').catch(() => '');
  for (const [whole, name = ''] of old.matchAll(/<!-- bench:([a-z-]+) -->\n[\s\S]*?<!-- \/bench -->\n/g))
    known.set(name, whole);
  for (const { name, title, text } of sections)
    known.set(
      name,
      `<!-- bench:${name} -->\n## ${title} (\`npm run bench -- ${name}\`)\n\n${text}\n<!-- /bench -->\n`,
    );
  const body = order.flatMap((name) => known.get(name) ?? []);
  await writeFile(FILE, `${HEAD}\n${body.join('\n')}`);
  // Tables in the house's format, or the next check refuses the page.
  await promisify(execFile)('node_modules/.bin/biome', ['format', '--write', FILE]);
}
