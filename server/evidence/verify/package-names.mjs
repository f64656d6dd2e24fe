/** What the files of a package that vouch for the others are called, and in which order they end it. */
export const FORMAT = 'mingchuang-evidence/1';
export const MANIFEST = 'manifest.json';
export const MANIFEST_SIGNATURE = 'manifest.sig';
export const MANIFEST_SM2 = 'manifest.sm2.sig';
export const SUMS = 'SHA256SUMS';
export const SUMS_SIGNATURE = 'SHA256SUMS.sig';
export const SM3_SUMS = 'SM3SUMS';
/** Listed in the manifest like any file. */
export const CERTIFICATE = 'certificate.pem';
export const SM2_CERTIFICATE = 'certificate.sm2.pem';
/** After all that the manifest lists. With SM: the second and third of them, too. */
export const TAIL = [MANIFEST, MANIFEST_SIGNATURE, MANIFEST_SM2, SM3_SUMS, SUMS, SUMS_SIGNATURE];

/**
 * A text as `sha256sum` writes and checks it.
 *
 * @param {readonly { name: string, hash: string }[]} files
 */
export function sumsText(files) {
  return files.map(({ name, hash }) => `${hash}  ${name}\n`).join('');
}
