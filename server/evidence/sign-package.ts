/** What vouches for the files of a package: manifest, sums, signatures, certificate. They end it. */
import type { NodeKey } from './node-key.ts';
import type { Sm2Key } from './sm2.ts';
import {
  CERTIFICATE,
  FORMAT,
  MANIFEST,
  MANIFEST_SIGNATURE,
  MANIFEST_SM2,
  SM2_CERTIFICATE,
  SM3_SUMS,
  SUMS,
  SUMS_SIGNATURE,
  sumsText,
} from './verify/package-names.mjs';
import { type HashedFile, hashFile } from './write-zip.ts';

export interface SignOptions {
  readonly id: string;
  readonly title: string;
  readonly madeAtMs: number;
  readonly files: readonly HashedFile[];
  /** What the manifest tells of a file beside its hash, by its name. */
  readonly about?: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly node: NodeKey;
  /** Left out: without SM2 and SM3. */
  readonly sm2?: Sm2Key | undefined;
}

/** All files of the package in their order, its own last. */
export async function signPackage(options: SignOptions): Promise<HashedFile[]> {
  const { id, title, madeAtMs, node, sm2, about } = options;
  const sm3 = sm2 !== undefined;
  const own = (name: string, from: string | Buffer) => hashFile({ name, from: Buffer.from(from) }, { sm3 });
  const listed = [
    ...options.files,
    await own(CERTIFICATE, node.certificate),
    ...(sm2 ? [await own(SM2_CERTIFICATE, sm2.certificate)] : []),
  ];
  const manifest = {
    format: FORMAT,
    package: { id, title },
    madeAt: new Date(madeAtMs).toISOString(),
    node: { name: node.name, fingerprint: node.fingerprint },
    hash: 'SHA-256 over the bytes of each file',
    files: listed.map(({ name, bytes, sha256, ...more }) => ({
      ...{ path: name, bytes, sha256 },
      ...(more.sm3 !== undefined && { sm3: more.sm3 }),
      ...about?.get(name),
    })),
  };
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const vouched = [
    ...listed,
    await own(MANIFEST, text),
    await own(MANIFEST_SIGNATURE, node.sign(text)),
    ...(sm2 ? [await own(MANIFEST_SM2, await sm2.sign(text))] : []),
  ];
  if (sm2) {
    const sums = vouched.map((one) => ({ name: one.name, hash: one.sm3 ?? '' }));
    vouched.push(await own(SM3_SUMS, sumsText(sums)));
  }
  const sums = Buffer.from(sumsText(vouched.map((one) => ({ name: one.name, hash: one.sha256 }))));
  return [...vouched, await own(SUMS, sums), await own(SUMS_SIGNATURE, node.sign(sums))];
}
