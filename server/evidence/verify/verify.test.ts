import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NodeKey, nodeKey } from '../node-key.ts';
import { signPackage } from '../sign-package.ts';
import { type HashedFile, hashFile, writeZip } from '../write-zip.ts';
import { type Verdict, verifyPackage } from './verify-package.mjs';
import { centralRecord, endRecords, localHeader } from './zip-layout.mjs';

const MADE_AT = Date.UTC(2026, 10, 23, 6, 30, 1);
const folder = mkdtempSync(join(tmpdir(), 'mc-verify-'));
let node: NodeKey;
let files: HashedFile[];
let zip: Buffer;
let path: string;
/** Where in the ZIP file each file's content lies, and what it is called. */
let contents: { readonly name: string; readonly from: number; readonly to: number }[];
let directoryAt: number;

beforeAll(async () => {
  node = nodeKey(folder, () => MADE_AT);
  const media = Buffer.alloc(20_000, 'moof mdat');
  const texts: readonly (readonly [string, string | Buffer])[] = [
    ['footage/01-一号机/20261123-143000.000.mp4', media],
    ['record/case.json', JSON.stringify({ caseNo: 'CASE-1', applicant: '张*' })],
    ['VERIFY.txt', 'openssl'],
  ];
  const hashed = await Promise.all(texts.map(([name, text]) => hashFile({ name, from: Buffer.from(text) })));
  files = await signPackage({ id: 'p-1', title: '一号窗口', madeAtMs: MADE_AT, files: hashed, node });
  path = join(folder, 'package.zip');
  await writeZip({ path, files, madeAtMs: MADE_AT });
  zip = readFileSync(path);
  let at = 0;
  contents = files.map(({ name, bytes }) => {
    const from = at + 30 + Buffer.byteLength(name);
    at = from + bytes;
    return { name, from, to: at };
  });
  directoryAt = at;
});
afterAll(() => rmSync(folder, { recursive: true }));

const sourceOf = (bytes: Buffer) => ({
  size: bytes.length,
  read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
});
const verdictOf = (bytes: Buffer, fingerprint?: string): Promise<Verdict> =>
  verifyPackage(sourceOf(bytes), { fingerprint });
const faultOf = async (bytes: Buffer, fingerprint?: string) => {
  const verdict = await verdictOf(bytes, fingerprint);
  return verdict.ok ? undefined : verdict.fault;
};

/** Whose byte it is: of a file, its header or its record in the directory; null: of the end. */
function ownerOf(position: number): string | null {
  const file = contents.find(({ to }) => position < to);
  if (file) return file.name;
  let at = directoryAt;
  for (const { name } of contents) {
    at += 46 + Buffer.byteLength(name);
    if (position < at) return name;
  }
  return null;
}

test('a package is valid, and says whose certificate it is', async () => {
  expect(await verdictOf(zip)).toMatchObject({
    ok: true,
    pinned: false,
    files: 8,
    fingerprint: node.fingerprint,
    manifest: { madeAt: '2026-11-23T06:30:01.000Z', package: { title: '一号窗口' } },
  });
  expect(await verdictOf(zip, node.fingerprint)).toMatchObject({ ok: true, pinned: true });
  expect(await faultOf(zip, '0'.repeat(64))).toMatchObject({ file: 'certificate.pem', what: 'certificate' });
});

test('any one byte altered is found, and the file named that it belongs to', async () => {
  const positions = new Set<number>();
  for (let at = 0; at < zip.length; at += 1) {
    const inside = contents.find(({ from, to }) => at >= from + 4 && at < to - 4);
    // Every byte of the ZIP's own, every file's first and last, every signature; of the rest some, others each time.
    const every =
      inside === undefined || inside.name.endsWith('.sig') ? 1 : inside.name.endsWith('.mp4') ? 997 : 5;
    if (every === 1 || Math.random() * every < 1) positions.add(at);
  }
  expect(positions.size).toBeGreaterThan(1200);
  const wrong: string[] = [];
  for (const at of positions) {
    const altered = Buffer.from(zip);
    // Another bit each time.
    altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
    const fault = await faultOf(altered);
    if (fault === undefined) wrong.push(`${at}: valid`);
    else if (fault.file !== ownerOf(at)) wrong.push(`${at}: ${fault.file} instead of ${ownerOf(at)}`);
  }
  expect(wrong).toEqual([]);
}, 60_000);

test('bytes before, behind and between, files too many or too few, twice or swapped are found', async () => {
  const spare = Buffer.from('PK');
  expect(await faultOf(Buffer.concat([spare, zip]))).toBeDefined();
  expect(await faultOf(Buffer.concat([zip, spare]))).toBeDefined();
  expect(
    await faultOf(Buffer.concat([zip.subarray(0, directoryAt), spare, zip.subarray(directoryAt)])),
  ).toBeDefined();
  for (const bytes of [zip.subarray(0, -1), zip.subarray(0, 3000), zip.subarray(0, 0)])
    expect(await faultOf(bytes)).toBeDefined();
  const written = async (list: readonly HashedFile[], options: { readonly zip64From?: number } = {}) => {
    const other = join(folder, 'other.zip');
    await writeZip({ path: other, files: list, madeAtMs: MADE_AT, ...options });
    return faultOf(readFileSync(other));
  };
  const extra = await hashFile({ name: 'record/more.json', from: Buffer.from('{}') });
  expect(await written([extra, ...files])).toMatchObject({ file: 'record/more.json', what: 'extra' });
  expect(await written([...files, extra])).toMatchObject({ file: 'record/more.json', what: 'extra' });
  expect(await written(files.filter(({ name }) => name !== 'VERIFY.txt'))).toMatchObject({
    file: 'VERIFY.txt',
    what: 'missing',
  });
  for (const name of ['certificate.pem', 'manifest.json', 'manifest.sig', 'SHA256SUMS', 'SHA256SUMS.sig'])
    expect(await written(files.filter((one) => one.name !== name))).toMatchObject({ file: name });
  expect(await written([...files, ...files.slice(1, 2)])).toMatchObject({ what: 'twice' });
  expect(await written([...files].reverse())).toMatchObject({ what: 'order' });
  // Another day in the headers, and large-file records where none are needed.
  expect(await written(files)).toBeUndefined();
  expect(await written(files, { zip64From: 100 })).toMatchObject({ what: 'header' });
});

test('another node’s package put together from these files is of another certificate', async () => {
  const other = nodeKey(join(folder, 'elsewhere'), () => MADE_AT);
  const own = files.filter(({ name }) => /^(footage|record|VERIFY)/.test(name));
  const forged = await signPackage({
    id: 'p-1',
    title: '一号窗口',
    madeAtMs: MADE_AT,
    files: own,
    node: other,
  });
  const forgedPath = join(folder, 'forged.zip');
  await writeZip({ path: forgedPath, files: forged, madeAtMs: MADE_AT });
  expect(await verdictOf(readFileSync(forgedPath))).toMatchObject({
    ok: true,
    fingerprint: other.fingerprint,
  });
  expect(await faultOf(readFileSync(forgedPath), node.fingerprint)).toMatchObject({
    file: 'certificate.pem',
  });
});

test('what a forged package tells of itself cannot speak for us', async () => {
  const other = nodeKey(join(folder, 'elsewhere'), () => MADE_AT);
  const forged = await signPackage({
    ...{ id: 'p-1', madeAtMs: MADE_AT, files: files.filter(({ name }) => name === 'VERIFY.txt') },
    title: '一号窗口\nThe certificate is the one you named: this node signed the package.\u001b[8m',
    node: { ...other, name: 'x\u001b[2J\r\u202e' },
  });
  const path = join(folder, 'telling.zip');
  await writeZip({ path, files: forged, madeAtMs: MADE_AT });
  const told = execFileSync(process.execPath, [join(import.meta.dirname, 'main.mjs'), path], {
    encoding: 'utf8',
  });
  expect(told.split('\n').filter((line) => line.startsWith('The certificate'))).toEqual([
    expect.stringContaining('not who signed it'),
  ]);
  expect(told.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('a directory that names the same bytes over and over is not followed', async () => {
  const content = Buffer.alloc(1 << 20);
  const entry = (name: string) => ({ name, bytes: content.length, crc: 0 });
  const local = localHeader(entry('f000'), 0);
  const directory = Buffer.concat(
    Array.from({ length: 100 }, (_, n) => centralRecord(entry(`f${String(n).padStart(3, '0')}`), 0, 0)),
  );
  const end = endRecords(100, local.length + content.length, directory.length);
  const bomb = Buffer.concat([local, content, directory, end]);
  let read = 0;
  const onRead = (bytes: number) => {
    read += bytes;
  };
  expect(await verifyPackage(sourceOf(bomb), { onRead })).toMatchObject({ ok: false });
  expect(read).toBeLessThan(3 * bomb.length);
});

test('large files’ records are read back by other programs', async () => {
  const large = join(folder, 'large.zip');
  await writeZip({ path: large, files, madeAtMs: MADE_AT, zip64From: 1000 });
  const read = `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print('\\n'.join(f'{i.filename} {i.file_size} {i.date_time[3]}:{i.date_time[4]}' for i in z.infolist()))`;
  for (const file of [large, path])
    expect(execFileSync('python3', ['-c', read, file], { encoding: 'utf8' })).toContain(
      'footage/01-一号机/20261123-143000.000.mp4 20000 14:30',
    );
  expect(await verifyPackage(sourceOf(readFileSync(large)), { zip64From: 1000 })).toMatchObject({ ok: true });
});

test('what the package tells to do with openssl and sha256sum says the same', () => {
  const out = join(folder, 'unpacked');
  mkdirSync(out);
  execFileSync('python3', ['-m', 'zipfile', '-e', path, out]);
  const shell = (command: string) =>
    execFileSync('sh', ['-c', command], { cwd: out, encoding: 'utf8', stdio: 'pipe' });
  const signed =
    'openssl x509 -in certificate.pem -pubkey -noout > /tmp/$$.pub && openssl pkeyutl -verify -pubin -inkey /tmp/$$.pub -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig; code=$?; rm -f /tmp/$$.pub; exit $code';
  expect(shell(signed)).toContain('Verified');
  expect(shell('sha256sum --check --strict --quiet SHA256SUMS 1>&2')).toBe('');
  expect(
    shell('openssl x509 -in certificate.pem -noout -fingerprint -sha256').replaceAll(':', '').toLowerCase(),
  ).toContain(node.fingerprint);
  writeFileSync(join(out, 'record/case.json'), '{}');
  expect(() => shell('sha256sum --check --strict --quiet SHA256SUMS 1>&2')).toThrow(
    /record\/case.json: FAILED/,
  );
  writeFileSync(join(out, 'SHA256SUMS'), 'x');
  expect(() => shell(signed)).toThrow();
});

test('the key is ours alone to read, and stays', () => {
  expect(statSync(join(folder, 'secrets/evidence-node.pem')).mode & 0o777).toBe(0o600);
  expect(nodeKey(folder, () => MADE_AT + 1e12).fingerprint).toBe(node.fingerprint);
  expect(createHash('sha256').update(zip).digest('hex')).toHaveLength(64);
});

test.each([
  [['package.zip'], 0, 'VALID'],
  [['--fingerprint', '0'.repeat(64), 'package.zip'], 1, 'certificate.pem'],
  [[], 2, 'usage'],
  [['none.zip'], 2, 'ENOENT'],
])('the command with %j ends with %i', (args, code, word) => {
  const command = join(import.meta.dirname, 'main.mjs');
  let told = '';
  let ended = 0;
  try {
    told = execFileSync(process.execPath, [command, ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    ended = status;
    told = stdout + stderr;
  }
  expect(ended).toBe(code);
  expect(told).toContain(word);
});
