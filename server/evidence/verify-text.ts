/** `VERIFY.txt`: how anybody verifies a package, with this program or without. */

export interface VerifyTextOptions {
  readonly fingerprint: string;
  /** Files that the sums list. */
  readonly files: number;
  readonly sm2: boolean;
}

const SM2 = `
国密 SM2 / SM3（需要 OpenSSL 3 以上）
  openssl x509 -in certificate.sm2.pem -pubkey -noout > /tmp/node-sm2.pub
  openssl dgst -sm3 -sigopt distid:1234567812345678 -verify /tmp/node-sm2.pub -signature manifest.sm2.sig manifest.json
SM3SUMS 列出各文件的 SM3 值：openssl dgst -sm3 <文件>
SM2 and SM3: the same with the two commands above; SM3SUMS lists what \`openssl dgst -sm3\` says of each file.
`;

export function verifyText({ fingerprint, files, sm2 }: VerifyTextOptions): string {
  return `如何验证本证据包
================

一、用本系统的验证程序（任何装有 Node.js 20 的电脑，不联网；程序在明窗的 server/evidence/verify 文件夹，可单独拷走）
  npx mingchuang-verify <证据包>.zip --fingerprint ${fingerprint}
  或 node main.mjs <证据包>.zip --fingerprint ${fingerprint}
  有效则显示“有效 VALID”；任何一个字节被改动，都会指出是哪个文件。

二、只用 openssl 和 sha256sum（OpenSSL 3.0 以上）。先解压，在解压出来的文件夹里运行：
  1. 核对证书指纹，应与该单位另行公布的一致（制作时为下面这一个）：
     openssl x509 -in certificate.pem -noout -fingerprint -sha256
     ${colons(fingerprint)}
  2. 核对签名，应显示 Signature Verified Successfully：
     openssl x509 -in certificate.pem -pubkey -noout > /tmp/node.pub
     openssl pkeyutl -verify -pubin -inkey /tmp/node.pub -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig
     openssl pkeyutl -verify -pubin -inkey /tmp/node.pub -rawin -in manifest.json -sigfile manifest.sig
  3. 核对每个文件，应无任何输出；若有文件被改动，会逐个列出：
     sha256sum --check --strict --quiet SHA256SUMS
  4. 清单之外不应有别的文件，下面应显示 ${files + 2}：
     find . -type f | wc -l

证书由该节点自签：它证明签名之后一个字节都未改动，但不能证明签名者是谁。请务必与该单位当面、电话或公文中公布的指纹核对。

How to verify this package
==========================

A. With our program, on any computer with Node.js 20, offline (its folder, server/evidence/verify, can be copied):
  npx mingchuang-verify <package>.zip --fingerprint ${fingerprint}
  It says VALID, or names the file of any byte that was altered.

B. With openssl (3.0 or newer) and sha256sum alone: unpack, and run the commands 1 to 4 above in the folder. 1 must show
  the fingerprint that the office publishes elsewhere, 2 "Signature Verified Successfully" twice, 3 nothing, 4 the number
  ${files + 2}.

The certificate is self-signed: it proves that no byte changed since the package was signed, not who signed it. Compare
its fingerprint with the one that the office tells you in person, by telephone or in writing.
${sm2 ? SM2 : ''}`;
}

const colons = (hex: string): string => (hex.match(/../g) ?? []).join(':').toUpperCase();
