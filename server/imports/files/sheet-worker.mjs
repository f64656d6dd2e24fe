/**
 * Reads and writes tables in a thread of its own, with a heap of its own: a hostile or huge file costs this thread,
 * which can be ended, and never the server's event loop. Started by `sheet-files.ts`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Refused } from './refused.mjs';

const AT_ONCE = 500;
const MOST_COLUMNS = 200;

if (!parentPort) throw new Error('is to be started as a worker');
const port = parentPort;

async function read() {
  /** @type {{ bytes: Uint8Array, sheetNames: readonly string[], mostRows: number }} */
  const { bytes, sheetNames, mostRows } = workerData;
  const { rows } = await table(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), sheetNames);
  let last = rows.length;
  while (last > 0 && isBlank(rows[last - 1])) last -= 1;
  // The headers are one row more; blank rows between are counted, as they are read.
  if (last > mostRows + 100) throw new Refused('too_many_rows', `The table has more than ${mostRows} rows.`);
  for (let at = 0; at < last; at += AT_ONCE) {
    const some = rows.slice(at, Math.min(at + AT_ONCE, last)).map((row) => row.slice(0, MOST_COLUMNS));
    port.postMessage({ rows: some });
    await answered();
  }
  port.postMessage({ done: true });
}

/**
 * @param {Buffer} bytes
 * @param {readonly string[]} sheetNames
 * @returns {Promise<{ rows: import('./read-xlsx.mjs').Cell[][] }>}
 */
async function table(bytes, sheetNames) {
  if (bytes.length === 0) throw new Refused('empty_file', 'The file is empty.');
  if (bytes.length > 1 && bytes.readUInt16BE(0) === 0x504b)
    // Each reader only where it is needed: starting is most of what a small file takes.
    return (await import('./read-xlsx.mjs')).readXlsx(bytes, sheetNames);
  if (bytes.length > 8 && bytes.readUInt32BE(0) === 0xd0cf11e0)
    throw new Refused(
      'old_excel',
      'An .xls file, or one with a password: save it as .xlsx without a password.',
    );
  return (await import('./read-csv.mjs')).readCsv(bytes);
}

/** @param {readonly import('./read-xlsx.mjs').Cell[] | undefined} row */
const isBlank = (row) =>
  !row?.some((cell) => cell !== null && (typeof cell === 'object' || cell.trim() !== ''));

/** The other side takes rows at its own pace. */
const answered = () => new Promise((resolve) => port.once('message', resolve));

async function write() {
  /** @type {import('./write-xlsx.mjs').SheetOut[]} */
  const sheets = workerData.sheets;
  const rows = /** @type {string[][]} */ (sheets[0]?.rows ?? []);
  for (;;) {
    const message = await new Promise((resolve) => {
      port.once('message', resolve);
      port.postMessage({ more: true });
    });
    if (message.rows === null) break;
    rows.push(...message.rows);
  }
  const { writeXlsx } = await import('./write-xlsx.mjs');
  const bytes = new Uint8Array(await writeXlsx(sheets));
  port.postMessage({ bytes }, [/** @type {ArrayBuffer} */ (bytes.buffer)]);
}

try {
  if (workerData.task === 'read') await read();
  else await write();
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  port.postMessage({ refused: { code: error.code, message: error.message } });
}
port.close();
