/**
 * SM2 and SM3 (GB/T 32918, GB/T 32905), where this machine's `openssl` has them. Node's own `sign` takes an SM2 key for an
 * ECDSA key of another curve, which nobody could verify: so the program signs, with the identity that GB/T 35276 names.
 */
import { execFile } from 'node:child_process';
import { createHash, getHashes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const IDENTITY = ['-sigopt', 'distid:1234567812345678'];
const TIMEOUT_MS = 20_000;

export interface Sm2Key {
  /** PEM. */
  readonly certificate: string;
  sign(data: Buffer): Promise<Buffer>;
}

/** Undefined: this runtime has no SM3, or its `openssl` no SM2 that verifies its own signature. */
export async function sm2Key(dataDir: string): Promise<Sm2Key | undefined> {
  if (!getHashes().includes('sm3')) return undefined;
  const key = join(dataDir, 'secrets/evidence-node-sm2.pem');
  try {
    if (!existsSync(key)) await make(key);
    const certificate = (
      await run('openssl', ['x509', '-in', key, '-outform', 'PEM'], { timeout: TIMEOUT_MS })
    ).stdout;
    const made = { certificate, sign: (data: Buffer) => sign(key, data) };
    return (await proves(made)) ? made : undefined;
  } catch {
    // No `openssl`, or one without SM2: packages go without, and say so.
    return undefined;
  }
}

async function make(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await inFolder(async (folder) => {
    const key = join(folder, 'key.pem');
    await run('openssl', ['genpkey', '-algorithm', 'SM2', '-out', key], { timeout: TIMEOUT_MS });
    await chmod(key, 0o600);
    const subject = `/CN=Mingchuang ${hostname()} SM2`;
    const certificate = await run(
      'openssl',
      ['req', '-x509', '-new', '-key', key, '-sm3', ...IDENTITY, '-subj', subject, '-days', '10950'],
      { timeout: TIMEOUT_MS },
    );
    await writeFile(`${file}.new`, certificate.stdout + (await readFile(key, 'utf8')), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }, dirname(file));
}

function sign(key: string, data: Buffer): Promise<Buffer> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'data'), data);
    const out = join(folder, 'signature');
    await run('openssl', ['dgst', '-sm3', ...IDENTITY, '-sign', key, '-out', out, join(folder, 'data')], {
      timeout: TIMEOUT_MS,
    });
    return readFile(out);
  });
}

async function proves(key: Sm2Key): Promise<boolean> {
  const data = Buffer.from(createHash('sm3').update('probe').digest('hex'));
  const signature = await key.sign(data);
  return inFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    await writeFile(path('data'), data);
    await writeFile(path('signature'), signature);
    await writeFile(path('certificate'), key.certificate);
    const { stdout } = await run('openssl', ['x509', '-in', path('certificate'), '-pubkey', '-noout'], {
      timeout: TIMEOUT_MS,
    });
    await writeFile(path('public'), stdout);
    const args = ['-verify', path('public'), '-signature', path('signature'), path('data')];
    await run('openssl', ['dgst', '-sm3', ...IDENTITY, ...args], { timeout: TIMEOUT_MS });
    return true;
  });
}

/** `within`: a key is never written where others might read it. */
async function inFolder<T>(work: (folder: string) => Promise<T>, within = tmpdir()): Promise<T> {
  const folder = await mkdtemp(join(within, 'mc-sm2-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
