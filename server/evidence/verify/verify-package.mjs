/**
 * Whether a package is, byte for byte, what its node signed. Its files are read once and hashed; then the whole ZIP file
 * around them is made anew and compared, so that there is no byte that nobody looks at.
 */
import { fault, fingerprintOf, isJudged, judgeFiles } from './judge-files.mjs';
import { hashFiles, placesByDirectory, placesByHeaders } from './read-package.mjs';
import { centralRecord, dosTimeOf, endRecords, localHeader } from './zip-layout.mjs';

/** @typedef {import('./read-package.mjs').Source} Source */
/** @typedef {import('./judge-files.mjs').Fault} Fault */
/** @typedef {import('./judge-files.mjs').Manifest} Manifest */
/**
 * @typedef {{ ok: false, fault: Fault } | {
 *   ok: true, manifest: Manifest, files: number, bytes: number, fingerprint: string, notBefore: string, notAfter: string,
 *   pinned: boolean }} Verdict
 */

/**
 * @param {Source} source
 * @param {{ fingerprint?: string | undefined, onRead?: (bytes: number) => void, zip64From?: number }} [options]
 *   `fingerprint`: of the certificate that it must be signed with
 * @returns {Promise<Verdict>}
 */
export async function verifyPackage(source, options = {}) {
  const { fingerprint, onRead, zip64From } = options;
  /** @type {Fault | undefined} */
  let first;
  // One altered byte spoils one of the two at most: the other one then tells which.
  for (const find of [placesByDirectory, placesByHeaders]) {
    const places = await find(source);
    if (!places || places.length === 0) continue;
    const found = await hashFiles(source, places, isJudged, onRead);
    const judged = judgeFiles(found, fingerprint);
    if ('fault' in judged) {
      first ??= judged.fault;
      continue;
    }
    const { manifest, certificate } = judged;
    const wrong = await wrongLayout(source, found, dosTimeOf(Date.parse(manifest.madeAt)), zip64From);
    if (wrong) return { ok: false, fault: wrong };
    return {
      ok: true,
      ...{ manifest, files: found.length, bytes: source.size, pinned: fingerprint !== undefined },
      fingerprint: fingerprintOf(certificate),
      notBefore: certificate.validFrom,
      notAfter: certificate.validTo,
    };
  }
  return {
    ok: false,
    fault: first ?? fault(null, 'zip', '不是证据包，或已残缺', 'is no package, or a broken one').fault,
  };
}

/**
 * @param {Source} source
 * @param {readonly import('./read-package.mjs').Found[]} files
 * @param {number} dosTime
 * @param {number} [zip64From]
 * @returns {Promise<Fault | undefined>}
 */
async function wrongLayout(source, files, dosTime, zip64From) {
  let at = 0;
  /** @type {Buffer[]} */
  const directory = [];
  /** @param {Buffer} expected */
  const isThere = async (expected) => {
    const there = await source.read(at, Math.min(expected.length, Math.max(0, source.size - at)));
    at += expected.length;
    return there.equals(expected);
  };
  for (const file of files) {
    const begin = at;
    if (!(await isThere(localHeader(file, dosTime, zip64From))) || at !== file.offset)
      return fault(file.name, 'header', '在压缩包中的文件头被改动', 'has an altered header in the ZIP file')
        .fault;
    at += file.bytes;
    directory.push(centralRecord(file, begin, dosTime, zip64From));
  }
  const begin = at;
  for (const [index, record] of directory.entries())
    if (!(await isThere(record)))
      return fault(
        files[index]?.name ?? null,
        'directory',
        '在压缩包目录中的记录被改动',
        'has an altered record in the ZIP directory',
      ).fault;
  const end = endRecords(files.length, begin, at - begin, zip64From);
  if (!(await isThere(end)))
    return fault(null, 'end', '压缩包的结尾被改动', 'the end of the ZIP file was altered').fault;
  if (at !== source.size)
    return fault(null, 'more', '压缩包后面多出了内容', 'there is more after the ZIP file').fault;
  return undefined;
}
