/** Looks at the processes below one, through /proc. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** The first 15 characters of the executable's name. */
  readonly command: string;
  /** Told apart from a later process with the same pid. */
  readonly startedTicks: string;
}

function rows(): ProcessRow[] {
  const all: ProcessRow[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    let stat: string;
    try {
      stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
    } catch {
      continue; // it ended while we read the folder
    }
    const close = stat.lastIndexOf(')');
    const rest = stat.slice(close + 2).split(' ');
    if (rest[0] === 'Z') continue;
    all.push({
      pid: Number(entry),
      parent: Number(rest[1]),
      command: stat.slice(stat.indexOf('(') + 1, close),
      startedTicks: rest[19] ?? '',
    });
  }
  return all;
}

/** Everything below `pid`, not itself; processes that ended but were not waited for are left out. */
export function descendants(pid: number): ProcessRow[] {
  const all = rows();
  const found: ProcessRow[] = [];
  const queue = [pid];
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    for (const row of all)
      if (row.parent === next) {
        found.push(row);
        queue.push(row.pid);
      }
  return found;
}

/** Those of `before` that still run. */
export function stillRunning(before: readonly ProcessRow[]): ProcessRow[] {
  const now = new Set(rows().map((row) => `${row.pid}:${row.startedTicks}`));
  return before.filter((row) => now.has(`${row.pid}:${row.startedTicks}`));
}
