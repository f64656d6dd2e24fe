/** Verifies a package that is a file. */
import { open } from 'node:fs/promises';
import { verifyPackage } from './verify-package.mjs';

/**
 * @param {string} file
 * @param {Parameters<typeof verifyPackage>[1]} [options]
 * @returns {ReturnType<typeof verifyPackage>}
 */
export async function verifyFile(file, options) {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    return await verifyPackage(
      {
        size,
        read: async (offset, length) => {
          const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset);
          return buffer.subarray(0, bytesRead);
        },
      },
      options,
    );
  } finally {
    await handle.close();
  }
}
