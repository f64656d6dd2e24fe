/**
 * The worker that mediasoup's makers publish with each release: the last resort, since it
 * lacks our mended line and dies under a current Chromium's handshake unless they have
 * mended it since. Most sites cannot reach the release page at all.
 */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import path from 'node:path';
import { must } from '../commands.mjs';

const CONNECT_WITHIN_MS = 5000;

/**
 * @param {string} packageDir mediasoup's folder in node_modules
 * @param {string} into an empty folder
 * @returns {Promise<string>} path of the binary
 */
export async function downloadWorker(packageDir, into) {
  const manifest = JSON.parse(await readFile(path.join(packageDir, 'package.json'), 'utf8'));
  const base = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  const kernel = release().split('.')[0];
  const name = `mediasoup-worker-${manifest.version}-${platform()}-${arch()}-kernel${kernel}.tgz`;
  const response = await fetch(`${base}/releases/download/${manifest.version}/${name}`, {
    signal: AbortSignal.timeout(CONNECT_WITHIN_MS),
  });
  if (!response.ok) throw new Error(`the release page answered ${response.status}`);
  const archive = path.join(into, name);
  await writeFile(archive, Buffer.from(await response.arrayBuffer()));
  await must('tar', ['-xzf', archive, '-C', into, 'mediasoup-worker']);
  const binary = path.join(into, 'mediasoup-worker');
  await chmod(binary, 0o755);
  return binary;
}
