/** Takes rows in: whole files out of a folder, or standard input. What is said to be taken is on disk. */
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { FILE_KINDS, FileFault, kindOf, readFileRows } from '../drop/read-file.ts';
import { batchesOf } from './batches.ts';
import { type Spool, syncFolder } from './spool.ts';

/** So long a file that is not renamed into place must have stood still. */
const SETTLED_MS = 2000;
const FILE_BYTES_MOST = 256 * 1024 * 1024;
/** So many batches wait at most; then no more is taken in until some are sent. */
export const QUEUE_MOST = 20_000;
const LINES_AT_ONCE = 1000;
const LINES_WITHIN_MS = 1000;

export interface IntakeNews {
  readonly name: string;
  readonly rows: number;
  readonly fault?: string;
}

export interface IntakeNeeds {
  readonly spool: Spool;
  readonly hallId: string | undefined;
  readonly tell: (news: IntakeNews) => void;
}

/** Files of a folder that are complete, the first by name first. Answers how many were taken. */
export async function takeFolder(needs: IntakeNeeds, folder: string): Promise<number> {
  let taken = 0;
  for (const name of (await readdir(folder)).sort()) {
    if (!FILE_KINDS.some((kind) => kind === kindOf(name)) || name.startsWith('.')) continue;
    if ((await needs.spool.length()) >= QUEUE_MOST) break;
    const path = join(folder, name);
    // Moved away since the folder was read: nothing to take. Unreadable: the next look tries again.
    const about = await lstat(path).catch(() => undefined);
    if (!about?.isFile() || Date.now() - about.mtimeMs < SETTLED_MS) continue;
    await takeOne(needs, folder, name, about.size);
    taken += 1;
  }
  return taken;
}

async function takeOne({ spool, hallId, tell }: IntakeNeeds, folder: string, name: string, size: number) {
  const path = join(folder, name);
  try {
    if (size > FILE_BYTES_MOST) throw new FileFault(`has more than ${FILE_BYTES_MOST} bytes`);
    const read = readFileRows(name, await readFile(path));
    for (const batch of batchesOf(read, hallId)) await spool.add(batch);
    await rename(path, spool.path('taken', await freeName(spool, 'taken', name)));
    await syncFolder(folder);
    tell({ name, rows: read.rows.length });
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    const place = error.line === null ? '' : ` (line ${error.line}, column ${error.column ?? '?'})`;
    const fault = `${error.message}${place}`;
    const failed = await freeName(spool, 'failed', name);
    await writeFile(spool.path('failed', `${failed}.reason.txt`), `${fault}\n`);
    await rename(path, spool.path('failed', failed));
    tell({ name, rows: 0, fault });
  }
}

async function freeName(spool: Spool, folder: 'taken' | 'failed', name: string): Promise<string> {
  await mkdir(spool.path(folder, ''), { recursive: true });
  // Not there is the usual case; anything else shows at the move that follows.
  const there = await lstat(spool.path(folder, name)).catch(() => undefined);
  return there === undefined ? name : `${new Date().toISOString().replace(/[-:.]/g, '')}-${name}`;
}

/** One event a line, as they come: those of a second, or a thousand, are a batch. Ends when the input does. */
export async function takeLines(
  needs: IntakeNeeds,
  input: Readable,
  room: () => Promise<void>,
): Promise<void> {
  const { spool, tell } = needs;
  let rows: unknown[] = [];
  let faults: unknown[] = [];
  let since = Date.now();
  const flush = async () => {
    if (rows.length === 0 && faults.length === 0) return;
    const [good, bad] = [rows, faults];
    [rows, faults, since] = [[], [], Date.now()];
    if (good.length > 0)
      for (const batch of batchesOf({ kind: 'events', rows: good }, undefined)) await spool.add(batch);
    if (bad.length > 0) await spool.keepRefused(refusedNumber(bad), bad);
    tell({
      name: '-',
      rows: good.length,
      ...(bad.length > 0 && { fault: `${bad.length} lines are no JSON` }),
    });
    await room();
  };
  for await (const line of linesOrPauses(input)) {
    if (line !== undefined && line.trim() !== '') {
      const row = parsedLine(line);
      if (row === undefined) faults.push({ status: 'rejected', code: 'not_json', row: line.slice(0, 2000) });
      else rows.push(row.value);
    }
    if (rows.length >= LINES_AT_ONCE || Date.now() - since >= LINES_WITHIN_MS) await flush();
  }
  await flush();
}

/** Undefined now and then, so that few lines do not wait for many. */
async function* linesOrPauses(input: Readable): AsyncGenerator<string | undefined> {
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  let next = lines.next();
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const pause = new Promise<'pause'>((resolve) => {
      timer = setTimeout(() => resolve('pause'), LINES_WITHIN_MS);
    });
    const come = await Promise.race([next, pause]);
    clearTimeout(timer);
    if (come === 'pause') {
      yield undefined;
      continue;
    }
    if (come.done) return;
    yield come.value;
    next = lines.next();
  }
}

function parsedLine(line: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(line) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Lines that never became a batch have no number: one of their content, far above those of batches. */
const refusedNumber = (rows: readonly unknown[]): number =>
  900_000_000_000 +
  (createHash('sha256').update(JSON.stringify(rows)).digest().readUInt32BE(0) % 99_999_999_999);
