/** Whether the files of a package are those that its node signed; and if not, the first that is not. */
import { verify, X509Certificate } from 'node:crypto';
import {
  CERTIFICATE,
  FORMAT,
  MANIFEST,
  MANIFEST_SIGNATURE,
  SUMS,
  SUMS_SIGNATURE,
  sumsText,
  TAIL,
} from './package-names.mjs';

/** @typedef {import('./read-package.mjs').Found} Found */
/** @typedef {{ file: string | null, what: string, zh: string, en: string }} Fault */
/**
 * @typedef {object} Manifest
 * @property {string} format
 * @property {string} madeAt
 * @property {{ id: string, title: string }} package
 * @property {{ name: string, fingerprint: string }} node
 * @property {{ path: string, bytes: number, sha256: string }[]} files
 */
/** @typedef {{ fault: Fault } | { manifest: Manifest, certificate: X509Certificate }} Judgement */

/** @type {(name: string) => boolean} */
export const isJudged = (name) => name === CERTIFICATE || TAIL.includes(name);

/**
 * @param {readonly Found[]} found
 * @param {string | undefined} fingerprint that the certificate must have: 64 hexadecimal digits
 * @returns {Judgement}
 */
export function judgeFiles(found, fingerprint) {
  const named = new Map(found.map((one) => [one.name, one]));
  // The first of a name is not what the map holds, where there is another.
  const twice = named.size === found.length ? undefined : found.find((one) => named.get(one.name) !== one);
  if (twice) return fault(twice.name, 'twice', '在包内出现了两次', 'is in the package twice');
  for (const name of [CERTIFICATE, MANIFEST, MANIFEST_SIGNATURE, SUMS, SUMS_SIGNATURE])
    if (!named.get(name)?.content) return fault(name, 'missing', '缺失', 'is missing');
  /** @param {string} name */
  const content = (name) => named.get(name)?.content ?? Buffer.alloc(0);
  const certificate = readCertificate(content(CERTIFICATE));
  const isManifestSigned = isSigned(certificate, content(MANIFEST), content(MANIFEST_SIGNATURE));
  const areSumsSigned = isSigned(certificate, content(SUMS), content(SUMS_SIGNATURE));
  const manifest = readManifest(content(MANIFEST));
  const sums = readSums(content(SUMS));

  // What is signed counts; where nothing is, whatever else can be read points at what was altered.
  const neither = !isManifestSigned && !areSumsSigned;
  const listings = [
    ...(isManifestSigned || neither ? [listedIn(manifest)] : []),
    ...(areSumsSigned || neither ? [sums] : []),
  ];
  const expected = new Set(listings.flatMap((listing) => [...listing.keys()]));
  for (const one of found) {
    for (const listing of listings) {
      const hash = listing.get(one.name);
      if (hash !== undefined && hash !== one.sha256)
        return fault(one.name, 'altered', '内容被改动', 'was altered');
    }
    if (expected.size > 0 && !expected.has(one.name) && !TAIL.includes(one.name))
      return fault(one.name, 'extra', '不在清单之内', 'is not in the manifest');
    const judged = signatureFault(one.name, { isManifestSigned, areSumsSigned, found, sums: content(SUMS) });
    if (judged) return judged;
  }
  for (const name of expected) if (!named.has(name)) return fault(name, 'missing', '缺失', 'is missing');

  if (!certificate || !manifest || manifest.format !== FORMAT)
    return fault(
      certificate ? MANIFEST : CERTIFICATE,
      'unreadable',
      '无法读取，可能是较新的版本',
      'cannot be read; it may be of a newer version',
    );
  const other = misfit(manifest, certificate, found, fingerprint);
  return other ?? { manifest, certificate };
}

/**
 * @param {string} name
 * @param {{ isManifestSigned: boolean, areSumsSigned: boolean, found: readonly Found[], sums: Buffer }} state
 * @returns {{ fault: Fault } | undefined}
 */
function signatureFault(name, { isManifestSigned, areSumsSigned, found, sums }) {
  // The sums vouch for the manifest and its signature: these are named above where either was altered alone.
  if (name === MANIFEST_SIGNATURE && !isManifestSigned)
    return areSumsSigned ? unsigned(MANIFEST_SIGNATURE) : undefined;
  if (areSumsSigned) return undefined;
  const listed = found.filter((one) => one.name !== SUMS && one.name !== SUMS_SIGNATURE);
  const asItWas = sumsText(listed.map(({ name: file, sha256 }) => ({ name: file, hash: sha256 })));
  const isWhole = sums.equals(Buffer.from(asItWas));
  if (name === SUMS && !isWhole) return fault(SUMS, 'altered', '内容被改动', 'was altered');
  if (name === SUMS_SIGNATURE) return unsigned(SUMS_SIGNATURE);
  return undefined;
}

/** @param {string} name */
function unsigned(name) {
  return fault(
    name,
    'signature',
    '签名与证书不符：签名或证书被改动',
    'does not fit the certificate: the signature or the certificate was altered',
  );
}

/**
 * Everything is as it was signed; but is it one package, and of the node that is asked for?
 *
 * @param {Manifest} manifest
 * @param {X509Certificate} certificate
 * @param {readonly Found[]} found
 * @param {string | undefined} fingerprint
 * @returns {{ fault: Fault } | undefined}
 */
function misfit(manifest, certificate, found, fingerprint) {
  const own = fingerprintOf(certificate);
  if (!certificate.verify(certificate.publicKey) || manifest.node.fingerprint !== own)
    return fault(
      CERTIFICATE,
      'certificate',
      '不是清单所述节点的证书',
      'is not of the node that the manifest names',
    );
  if (fingerprint !== undefined && fingerprint !== own)
    return fault(
      CERTIFICATE,
      'certificate',
      `是另一节点的证书（指纹 ${own}）`,
      `is of another node (fingerprint ${own})`,
    );
  const listed = manifest.files.map((one) => one.path);
  const order = [...listed, ...TAIL.filter((name) => found.some((one) => one.name === name))];
  for (const [index, name] of order.entries()) {
    const one = found[index];
    if (one?.name !== name) return fault(name, 'order', '不在应有的位置', 'is not where it belongs');
    const said = manifest.files[index];
    if (said && said.bytes !== one.bytes) return fault(name, 'altered', '长度不符', 'has another length');
  }
  const more = found[order.length];
  return more && fault(more.name, 'extra', '不在清单之内', 'is not in the manifest');
}

/** @param {Buffer} pem */
function readCertificate(pem) {
  try {
    const certificate = new X509Certificate(pem);
    return certificate.publicKey.asymmetricKeyType === 'ed25519' ? certificate : undefined;
  } catch {
    // No certificate (any more): the hashes tell whether it is what was altered.
    return undefined;
  }
}

/** @param {X509Certificate} certificate */
export function fingerprintOf(certificate) {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

/**
 * @param {X509Certificate | undefined} certificate
 * @param {Buffer} data
 * @param {Buffer} signature
 */
function isSigned(certificate, data, signature) {
  return (
    certificate !== undefined &&
    signature.length === 64 &&
    verify(null, data, certificate.publicKey, signature)
  );
}

/**
 * @param {Buffer} bytes
 * @returns {Manifest | undefined}
 */
function readManifest(bytes) {
  try {
    const read = JSON.parse(bytes.toString('utf8'));
    const isWhole =
      typeof read.madeAt === 'string' &&
      typeof read.package?.id === 'string' &&
      typeof read.node?.fingerprint === 'string' &&
      Array.isArray(read.files) &&
      read.files.every(
        /** @param {{ path?: unknown, sha256?: unknown, bytes?: unknown }} one */
        (one) =>
          typeof one?.path === 'string' && typeof one.sha256 === 'string' && typeof one.bytes === 'number',
      );
    return isWhole ? read : undefined;
  } catch {
    // Altered beyond reading: its signature says so, too.
    return undefined;
  }
}

/** @param {Manifest | undefined} manifest */
function listedIn(manifest) {
  return new Map(manifest?.files.map((one) => [one.path, one.sha256]));
}

/** @param {Buffer} bytes */
function readSums(bytes) {
  /** @type {Map<string, string>} */
  const sums = new Map();
  for (const line of bytes.toString('utf8').split('\n')) {
    const [, hash, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (hash !== undefined && name !== undefined) sums.set(name, hash);
  }
  return sums;
}

/**
 * @param {string | null} file
 * @param {string} what
 * @param {string} zh
 * @param {string} en
 */
export function fault(file, what, zh, en) {
  return { fault: { file, what, zh, en } };
}
