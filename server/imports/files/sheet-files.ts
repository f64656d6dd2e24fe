/** Tables from files and to files, in a worker that is bounded in memory and time. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { MOST_ROWS } from '../../contract/imports.ts';
import { AppError } from '../../platform/errors.ts';

/** Empty, a text, or a number as the digits the file holds. */
export type Cell = string | null | { readonly number: string };

export interface SheetOut {
  readonly name: string;
  readonly header: readonly string[];
  readonly widths: readonly number[];
  readonly rows: readonly (readonly string[])[];
  readonly choices?: readonly { readonly column: number; readonly choices: readonly string[] }[];
  readonly blankRows?: number;
}

const PROGRAM = fileURLToPath(new URL('./sheet-worker.mjs', import.meta.url));
const MOST_HEAP_MB = 768;
const WITHIN_MS = 60_000;

/** A file that cannot be read; `code` has words on the page. */
export const fileRefused = (code: string, message: string) => new AppError(422, code, message);

type FromWorker =
  | { readonly rows: Cell[][] }
  | { readonly done: true }
  | { readonly more: true }
  | { readonly bytes: Uint8Array }
  | { readonly refused: { readonly code: string; readonly message: string } };

/**
 * The rows of the sheet of one of these names, or of the first, blank ones among them, given to `take` in order some
 * hundred at a time. `bytes` are handed over and cannot be used after. Throws {@link fileRefused}.
 */
export async function readTable(
  bytes: Uint8Array,
  sheetNames: readonly string[],
  take: (rows: readonly (readonly Cell[])[]) => void | Promise<void>,
): Promise<void> {
  const own = Uint8Array.from(bytes);
  const work = { task: 'read', bytes: own, sheetNames, mostRows: MOST_ROWS };
  await withWorker(work, [own.buffer], async (message, worker) => {
    if ('done' in message) return true;
    if (!('rows' in message)) return undefined;
    await take(message.rows);
    worker.postMessage('next');
    return undefined;
  });
}

/** A workbook; the rows of `pages` come below those of the first sheet. */
export function writeWorkbook(
  sheets: readonly SheetOut[],
  pages?: AsyncIterable<readonly (readonly string[])[]>,
): Promise<Buffer> {
  const iterator = pages?.[Symbol.asyncIterator]();
  return withWorker({ task: 'write', sheets }, [], async (message, worker) => {
    if ('bytes' in message)
      return Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.length);
    if (!('more' in message)) return undefined;
    const next = await iterator?.next();
    worker.postMessage({ rows: next === undefined || next.done ? null : next.value });
    return undefined;
  });
}

/** Runs one task; `onMessage` answers the result once there is one. */
function withWorker<T>(
  workerData: Readonly<Record<string, unknown>>,
  transferList: ArrayBuffer[],
  onMessage: (message: FromWorker, worker: Worker) => Promise<T | undefined>,
): Promise<T> {
  const worker = new Worker(PROGRAM, {
    workerData,
    transferList,
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB, maxYoungGenerationSizeMb: 64 },
  });
  const result = new Promise<T>((resolve, reject) => {
    const late = setTimeout(
      () => reject(fileRefused('too_slow', `The file could not be read within ${WITHIN_MS / 1000} s.`)),
      WITHIN_MS,
    );
    worker.on('message', (message: FromWorker) => {
      if ('refused' in message) {
        reject(fileRefused(message.refused.code, message.refused.message));
        return;
      }
      onMessage(message, worker).then((answer) => answer !== undefined && resolve(answer), reject);
    });
    worker.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? fileRefused('too_large_unpacked', 'The file is too large when unpacked.')
          : error,
      ),
    );
    worker.on('exit', () => {
      clearTimeout(late);
      // Its last message is handed over just before, in the same breath.
      setImmediate(() => reject(new Error('the table worker ended early')));
    });
  });
  return result.finally(() => worker.terminate());
}
