import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessRow {
  readonly pid: number;
  readonly command: string;
}

/** Running children of this process, with their command lines as `ps` would show them. */
export function childProcesses(): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(parent) !== process.pid || state === 'Z') continue;
      rows.push({
        pid: Number(name),
        command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' '),
      });
    } catch {
      // It ended while we looked.
    }
  }
  return rows;
}

/** Our running ffmpeg children. */
export function ffmpegs(): ProcessRow[] {
  return childProcesses().filter(({ command }) => /(^|\/)ffmpeg /.test(command));
}
