#!/usr/bin/env node
/**
 * `npx mingchuang-verify package.zip [--certificate node.pem | --fingerprint hex]`: says valid (exit 0), names the first
 * altered file (exit 1), or says what keeps it from looking (exit 2). Plain Node, nothing to install: this folder can be
 * copied anywhere.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fingerprintOf } from './judge-files.mjs';
import { verifyFile } from './verify-file.mjs';

const USAGE = `用法 usage: mingchuang-verify <package.zip> [--certificate node.pem | --fingerprint <SHA-256>]`;

/** @param {readonly string[]} args */
export async function main(args) {
  const { file, fingerprint } = await asked(args);
  const verdict = await verifyFile(file, { fingerprint });
  process.stdout.write(verdict.ok ? valid(verdict) : invalid(verdict.fault));
  return verdict.ok ? 0 : 1;
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<{ file: string, fingerprint: string | undefined }>}
 */
async function asked(args) {
  /** @type {string | undefined} */
  let file;
  /** @type {string | undefined} */
  let fingerprint;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--certificate') {
      index += 1;
      fingerprint = fingerprintOf(new X509Certificate(await readFile(args[index] ?? '')));
    } else if (word === '--fingerprint') {
      index += 1;
      fingerprint = (args[index] ?? '').replaceAll(':', '').toLowerCase();
      if (!/^[0-9a-f]{64}$/.test(fingerprint))
        throw new Error('a fingerprint has 64 hexadecimal digits (SHA-256)');
    } else if (word.startsWith('-') || file !== undefined) throw new Error(USAGE);
    else file = word;
  }
  if (file === undefined) throw new Error(USAGE);
  return { file, fingerprint };
}

/**
 * What a package says of itself, on one line: whoever forged it must not speak in our name, nor to the terminal.
 *
 * @param {unknown} text
 */
const told = (text) => String(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');

/** @param {Extract<import('./verify-package.mjs').Verdict, { ok: true }>} verdict */
function valid({ manifest, files, bytes, fingerprint, notBefore, notAfter, pinned }) {
  const trust = pinned
    ? [
        '证书与您给出的一致：证据包确由该节点签发。',
        'The certificate is the one you named: this node signed the package.',
      ]
    : [
        '证书由该节点自签：它证明签发之后一个字节都未改动，但不能证明签发者是谁。请将上面的指纹与该单位另行公布的指纹核对（加 --fingerprint 或 --certificate 由本程序核对）。',
        'The certificate is self-signed: it proves that no byte changed since the package was signed, not who signed it. Compare the fingerprint above with the one that the office publishes elsewhere (--fingerprint or --certificate have it compared here).',
      ];
  return `${[
    '有效 VALID',
    `  证据包 package      ${told(manifest.package.title)} (${told(manifest.package.id)})`,
    `  制作 made           ${told(manifest.madeAt)}, ${told(manifest.node.name)}`,
    `  文件 files          ${files}, ${bytes} bytes`,
    `  证书指纹 fingerprint ${fingerprint}`,
    `  证书有效期 valid     ${notBefore} – ${notAfter}`,
    ...trust,
  ].join('\n')}\n`;
}

/** @param {import('./judge-files.mjs').Fault} fault */
function invalid({ file, zh, en }) {
  const name = told(file ?? 'ZIP');
  return `无效 INVALID\n  ${name}：${zh}\n  ${name}: ${en}\n`;
}

process.exitCode = await main(process.argv.slice(2)).catch((/** @type {unknown} */ error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
