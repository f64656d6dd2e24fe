/** One ffmpeg run from files to a file: niced, tied to our life, with its progress, ended by the signal. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnTied } from '../../streams/process/spawn-tied.ts';

export interface FfmpegRun {
  /** Where it runs: names in `args` are within it, so that filters need no escapes. */
  readonly folder: string;
  /** All but the output. */
  readonly args: readonly string[];
  readonly output: string;
  readonly format: string;
  readonly signal: AbortSignal;
  /** How much of the output there is, ms. */
  readonly onTime?: (ms: number) => void;
  readonly ffmpegPath?: string;
}

const MOST_WORDS = 4000;

/** The output is there whole, or not at all. @throws Error with ffmpeg's last words */
export async function runFfmpeg(run: FfmpegRun): Promise<void> {
  const { folder, output, format, signal, onTime } = run;
  signal.throwIfAborted();
  const made = `${output}.new`;
  const args = [
    ...['-n', '10', run.ffmpegPath ?? 'ffmpeg', '-hide_banner', '-nostdin', '-v', 'error', '-y'],
    ...['-progress', 'pipe:1', '-nostats', ...run.args, '-f', format, made],
  ];
  const child = spawnTied('nice', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-MOST_WORDS);
  });
  child.stdout?.on('data', (chunk: Buffer) => {
    const us = /out_time_us=(\d+)/.exec(chunk.toString())?.[1];
    if (us !== undefined) onTime?.(Number(us) / 1000);
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  signal.addEventListener('abort', kill, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal.throwIfAborted();
    if (code !== 0)
      throw new Error(`ffmpeg ended with ${code}: ${words.trim().split('\n').slice(-3).join(' ')}`);
    await rename(join(folder, made), join(folder, output));
  } finally {
    signal.removeEventListener('abort', kill);
    await rm(join(folder, made), { force: true });
  }
}
