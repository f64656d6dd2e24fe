import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CreateFile } from '../recording-file.ts';

/** As the recorder's own, but the kernel writes when it likes: for half an hour in seconds, with nobody at the plug. */
export const createUnsynced: CreateFile = async (folder, path) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  const handle = await open(join(folder, path), 'wx');
  return {
    write: async (buffers, position) => void (await handle.writev([...buffers], position)),
    cut: (bytes) => handle.truncate(bytes),
    close: () => handle.close(),
    remove: () => handle.close(),
  };
};
