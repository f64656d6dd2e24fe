/** Turns a pdfmake document into a PDF in a thread of its own: half a second and more that no live picture waits for. */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { FONT_FILE } from './make-copies.ts';

export interface PdfOptions {
  /** Without functions: it goes to another thread. */
  readonly document: Omit<TDocumentDefinitions, 'footer' | 'header'>;
  /** Before the page's number, at the foot of each page. */
  readonly foot: string;
}

const TIMEOUT_MS = 120_000;

/** A text, as the bundle of the program has no file of its own for it. Nothing but the font is ever read. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const { pdfmake: path, font, document, foot } = workerData;
const pdfmake = require(path);
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((file) => file === font);
pdfmake.setFonts({ NotoSansSC: { normal: font, bold: font, italics: font, bolditalics: font } });
const footer = (page, pages) => ({
  text: foot + '    ' + page + ' / ' + pages, style: 'small', alignment: 'center', margin: [0, 16, 0, 0],
});
pdfmake.createPdf({ ...document, footer }).getBuffer().then((pdf) => parentPort.postMessage(pdf));
`;

export async function renderPdf({ document, foot }: PdfOptions): Promise<Buffer> {
  const path = createRequire(import.meta.url).resolve('pdfmake');
  const worker = new Worker(THREAD, {
    eval: true,
    workerData: { pdfmake: path, font: FONT_FILE, document, foot },
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const late = setTimeout(() => void worker.terminate(), TIMEOUT_MS);
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', (pdf: Uint8Array) => resolve(Buffer.from(pdf)));
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the summary was not made')));
    });
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}
