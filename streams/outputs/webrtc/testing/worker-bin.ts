import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const CACHE = '/var/cache/mingchuang';

/** The worker that set-up made, newest recipe last; `MEDIASOUP_WORKER_BIN` overrides it. */
export async function workerBin(): Promise<string> {
  const named = process.env.MEDIASOUP_WORKER_BIN;
  if (named !== undefined) return named;
  const kept = (await readdir(CACHE)).filter((name) => name.startsWith('mediasoup-worker-')).sort();
  for (const name of kept.reverse()) {
    const path = join(CACHE, name, 'mediasoup-worker');
    try {
      await access(path);
      return path;
    } catch {
      // A build under way; the one before will do.
    }
  }
  throw new Error(`no mediasoup worker under ${CACHE}: run npm test, which provides one`);
}
