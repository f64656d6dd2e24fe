/** The folder with everything that must survive: made, and held by one server at a time. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface DataDir {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * The lock is a socket in Linux's abstract namespace, named after the folder: the kernel drops it with the process,
 * however that dies, so there is nothing stale to take over. `server.pid` only tells people who holds it.
 */
export async function openDataDir(path: string): Promise<DataDir> {
  mkdirSync(path, { recursive: true, mode: 0o711 });
  // PostgreSQL's user must pass through, when we are root; what is private lies in folders of its own.
  if (process.getuid?.() === 0 && statSync(path).uid === 0) chmodSync(path, statSync(path).mode | 0o111);
  const real = realpathSync(path);
  const pidFile = join(real, 'server.pid');
  const name = createHash('sha256').update(real).digest('hex').slice(0, 32);
  const lock = createServer((connection) => connection.destroy());
  try {
    await new Promise<void>((resolve, reject) => {
      lock.once('error', reject).listen(`\0mingchuang-${name}`, resolve);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`another Mingchuang${holder(pidFile)} is running on ${real}; end it, or set MC_DATA_DIR`);
  }
  lock.unref();
  writeFileSync(pidFile, `${process.pid}\n`);
  let closing: Promise<void> | undefined;
  return {
    path: real,
    close: () => {
      closing ??= new Promise((resolve) => lock.close(() => resolve()));
      return closing;
    },
  };
}

function holder(pidFile: string): string {
  try {
    return ` (pid ${readFileSync(pidFile, 'utf8').trim()})`;
  } catch {
    // It has only just begun to start.
    return '';
  }
}
