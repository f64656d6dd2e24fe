/** CPU time and memory of a process and everything below it, from /proc. */
import { readFileSync } from 'node:fs';
import { descendants } from '../e2e/support/processes.ts';

/** USER_HZ; 100 on every Linux Node runs on. */
const TICKS_PER_SECOND = 100;

export interface Usage {
  /** User and system time used so far by the processes that run now, in seconds; by command. */
  readonly cpuSeconds: ReadonlyMap<string, number>;
  /** Proportional set size (shared pages divided among their users), in MiB; by command. */
  readonly pssMiB: ReadonlyMap<string, number>;
}

export function usage(pid: number): Usage {
  const cpuSeconds = new Map<string, number>();
  const pssMiB = new Map<string, number>();
  const all = [{ pid, command: 'node' }, ...descendants(pid)];
  for (const row of all) {
    let stat: string;
    let rollup: string;
    try {
      stat = readFileSync(`/proc/${row.pid}/stat`, 'utf8');
      rollup = readFileSync(`/proc/${row.pid}/smaps_rollup`, 'utf8');
    } catch {
      continue; // it ended between the listing and the reading
    }
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    const pssKiB = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    cpuSeconds.set(row.command, (cpuSeconds.get(row.command) ?? 0) + ticks / TICKS_PER_SECOND);
    pssMiB.set(row.command, (pssMiB.get(row.command) ?? 0) + pssKiB / 1024);
  }
  return { cpuSeconds, pssMiB };
}

export const total = (values: ReadonlyMap<string, number>) => [...values.values()].reduce((a, b) => a + b, 0);
