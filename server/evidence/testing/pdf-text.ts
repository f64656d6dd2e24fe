/** The words of a PDF file of ours, as its fonts' tables tell which letter each glyph is. */
import { inflateSync } from 'node:zlib';

export function pdfText(pdf: Buffer): string {
  const streams: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 7)) {
    const end = pdf.indexOf('\nendstream', at);
    try {
      streams.push(inflateSync(pdf.subarray(at + 7, end)).toString('latin1'));
    } catch {
      // A picture, or what is not compressed.
    }
  }
  const letters = new Map<number, string>();
  for (const stream of streams.filter((one) => one.includes('beginbfrange')))
    for (const [, from = '0', list = ''] of stream.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi))
      for (const [index, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]*)>/gi)].entries())
        letters.set(
          Number.parseInt(from, 16) + index,
          Buffer.from(hex.replace(/ /g, ''), 'hex').swap16().toString('utf16le'),
        );
  const lines = streams.filter((one) => one.includes('TJ'));
  return lines
    .flatMap((stream) => [...stream.matchAll(/\[([^\]]*)\] TJ/g)])
    .map(([, shown = '']) =>
      [...shown.matchAll(/<([0-9a-f]+)>/gi)]
        .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
        .map((glyph) => letters.get(Number.parseInt(glyph, 16)) ?? '?')
        .join(''),
    )
    .join('\n');
}
