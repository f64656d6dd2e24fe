/** CPU time and memory of a process and everything below it, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import { descendants } from '../e2e/support/processes.ts';

/** USER_HZ; 100 on every Linux Node runs on. */
const TICKS_PER_SECOND = 100;

export interface Usage {
  /**
   * User and system time used so far, in seconds; by command. Children that ended and were waited for are told as
   * `ended`, so that the total only grows.
   */
  readonly cpuSeconds: ReadonlyMap<string, number>;
  /** Proportional set size (shared pages divided among their users), in MiB; by command. */
  readonly pssMiB: ReadonlyMap<string, number>;
}

export function usage(pid: number): Usage {
  const cpuSeconds = new Map<string, number>();
  const pssMiB = new Map<string, number>();
  const add = (to: Map<string, number>, key: string, value: number) =>
    to.set(key, (to.get(key) ?? 0) + value);
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
    const ticks = (at: number) => (Number(fields[at]) + Number(fields[at + 1])) / TICKS_PER_SECOND;
    add(cpuSeconds, row.command, scheduled(row.pid) ?? ticks(11));
    add(cpuSeconds, 'ended', ticks(13));
    add(pssMiB, row.command, Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024);
  }
  return { cpuSeconds, pssMiB };
}

/** The kernel's own nanoseconds, where it keeps them: one camera uses less in a window than a tick is long. */
function scheduled(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((seconds, task) => {
      const text = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8');
      return seconds + Number(text.split(' ', 1)[0]) / 1e9;
    }, 0);
  } catch {
    return undefined; // a kernel without schedstat, or a thread that ended meanwhile
  }
}

export const total = (values: ReadonlyMap<string, number>) => [...values.values()].reduce((a, b) => a + b, 0);

export interface Measured {
  /** Share of one core, percent; a value a window; of everything, and of ffmpeg alone. */
  readonly all: readonly number[];
  readonly ffmpeg: readonly number[];
  /** Proportional set size, the least of the windows' ends. */
  readonly allMiB: number;
}

/** What the tree below `pid` uses in `windows` windows, one after the other. */
export async function measure(pid: number, windowMs: number, windows: number): Promise<Measured> {
  const all: number[] = [];
  const ffmpeg: number[] = [];
  const mib: number[] = [];
  let before = usage(pid);
  let beganMs = performance.now();
  for (let index = 0; index < windows; index += 1) {
    await new Promise((done) => setTimeout(done, windowMs));
    const after = usage(pid);
    const now = performance.now();
    const percent = (used: number) => (100_000 * used) / (now - beganMs);
    all.push(percent(total(after.cpuSeconds) - total(before.cpuSeconds)));
    ffmpeg.push(percent((after.cpuSeconds.get('ffmpeg') ?? 0) - (before.cpuSeconds.get('ffmpeg') ?? 0)));
    mib.push(total(after.pssMiB));
    before = after;
    beganMs = now;
  }
  // The least: what lies above it waits for the collector.
  return { all, ffmpeg, allMiB: Math.min(...mib) };
}
