/** How right this server's own clock is, as far as the machine knows. Everything in a package is told in its time. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

export interface RecorderClock {
  /** Ours less the time servers', ms; null: nobody measures it here. */
  readonly offsetMs: number | null;
  readonly driftPpm: number | null;
  readonly source: string;
}

const run = promisify(execFile);
/** systemd-timesyncd touches it whenever it has set the clock. */
const SYNCHRONIZED = '/run/systemd/timesync/synchronized';

export async function recorderClock(): Promise<RecorderClock> {
  try {
    // chrony(1): the fifth column is how far the system's clock is ahead, the eighth the frequency, ppm.
    const { stdout } = await run('chronyc', ['-c', 'tracking'], { timeout: 3000 });
    const fields = stdout.trim().split(',');
    const [offset, drift] = [Number(fields[4]), Number(fields[7])];
    if (Number.isFinite(offset) && Number.isFinite(drift))
      return { offsetMs: offset * 1000, driftPpm: drift, source: `chrony, ${fields[1] ?? ''}` };
  } catch {
    // No chrony here, or it does not run: what else there is, is asked.
  }
  const source = existsSync(SYNCHRONIZED)
    ? 'systemd-timesyncd, synchronized'
    : 'not measured on this machine';
  return { offsetMs: null, driftPpm: null, source };
}
