import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { hostileZip, type ZipEntry } from '../testing/hostile-zip.ts';
import { type Cell, readTable, writeWorkbook } from './sheet-files.ts';

const SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>';
const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const cell = (ref: string, value: string) => `<c r="${ref}" t="inlineStr"><is><t>${value}</t></is></c>`;

function book(sheet: string, more: readonly ZipEntry[] = []): ZipEntry[] {
  return [
    {
      name: 'xl/workbook.xml',
      text: `<workbook xmlns:r="${RELS}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `<Relationships><Relationship Id="rId1" Type="${RELS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', text: sheet },
    ...more,
  ];
}

async function rowsOf(bytes: Uint8Array): Promise<(readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  await readTable(bytes, [], (some) => void rows.push(...some));
  return rows;
}

const PLAIN = `${SHEET}<row r="1">${cell('A1', '区划代码')}</row></sheetData></worksheet>`;
const ZEROS = deflateRawSync(Buffer.alloc(80 * 1024 * 1024));

const HOSTILE: readonly (readonly [string, string, () => Buffer])[] = [
  [
    'a bomb that says how large it is',
    'too_large_unpacked',
    () =>
      hostileZip(book(PLAIN, [{ name: 'xl/sharedStrings.xml', deflated: ZEROS, size: 80 * 1024 * 1024 }])),
  ],
  [
    'a bomb that lies about it',
    'broken_archive',
    () => hostileZip(book(PLAIN, [{ name: 'xl/sharedStrings.xml', deflated: ZEROS, size: 5000 }])),
  ],
  [
    'a bomb beside the table',
    'too_large_unpacked',
    () => hostileZip(book(PLAIN, [{ name: 'xl/media/a.png', deflated: ZEROS, size: 80 * 1024 * 1024 }])),
  ],
  [
    'entries within each other',
    'broken_archive',
    () => hostileZip(book(PLAIN, [{ name: 'xl/styles.xml', text: 'x', at: 'first' }])),
  ],
  [
    'two entries of one name',
    'broken_archive',
    () => hostileZip([...book(PLAIN), { name: 'XL/workbook.xml', text: '<workbook/>' }]),
  ],
  [
    'two names of one entry',
    'broken_archive',
    () => hostileZip(book(PLAIN, [{ name: 'xl/styles.xml', localName: 'xl/stylez.xml', text: '<a/>' }])),
  ],
  [
    'a path that leads out',
    'broken_archive',
    () => hostileZip(book(PLAIN, [{ name: '../../etc/passwd', text: 'x' }])),
  ],
  ['an absolute path', 'broken_archive', () => hostileZip(book(PLAIN, [{ name: '/etc/passwd', text: 'x' }]))],
  [
    'an archive within',
    'nested_archive',
    () => hostileZip(book(PLAIN, [{ name: 'xl/embeddings/more.zip', text: 'PK' }])),
  ],
  [
    'ten thousand entries',
    'too_many_entries',
    () =>
      hostileZip(
        book(
          PLAIN,
          Array.from({ length: 10_000 }, (_, at) => ({ name: `x/${at}`, text: '' })),
        ),
      ),
  ],
  [
    'a billion laughs',
    'unsafe_xml',
    () =>
      hostileZip(
        book(
          `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>${PLAIN.replace('区划代码', '&lol2;')}`,
        ),
      ),
  ],
  [
    'an external entity',
    'unsafe_xml',
    () =>
      hostileZip(
        book(`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${PLAIN.replace('区划代码', '&x;')}`),
      ),
  ],
  [
    'XML that hides in UTF-16',
    'unsafe_xml',
    () =>
      hostileZip(
        book(PLAIN, [{ name: 'xl/styles.xml', bytes: Buffer.from('\ufeff<!DOCTYPE a>', 'utf16le') }]),
      ),
  ],
  [
    'XML that hides in UTF-7',
    'unsafe_xml',
    () => hostileZip(book(`<?xml version="1.0" encoding="UTF-7"?>${PLAIN}`)),
  ],
  ['a broken directory', 'broken_archive', () => hostileZip(book(PLAIN)).subarray(0, -30)],
  [
    'a ZIP that is no workbook',
    'not_a_workbook',
    () => hostileZip([{ name: 'word/document.xml', text: '<a/>' }]),
  ],
  ['a workbook without its sheet', 'broken_workbook', () => hostileZip(book(PLAIN).slice(0, 2))],
  ['rows without end', 'too_many_rows', () => Buffer.from('a,b\n'.repeat(60_000))],
  ['an old workbook', 'old_excel', () => Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex')],
  ['nothing', 'empty_file', () => Buffer.alloc(0)],
  [
    'a picture',
    'not_a_table',
    () => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(50)]),
  ],
];

test.each(HOSTILE)('%s is refused as %s', async (_, code, make) => {
  await expect(rowsOf(make())).rejects.toMatchObject({ code, status: 422 });
});

test('one cell at the far end of the sheet does not make a grid of billions', async () => {
  const far = `${SHEET}<row r="1048576">${cell('XFD1048576', 'x')}</row></sheetData></worksheet>`;
  await expect(rowsOf(hostileZip(book(far)))).rejects.toMatchObject({ code: 'too_many_columns' });
});

test('macros, links and pictures beside the table are not looked at', async () => {
  const bytes = hostileZip(
    book(PLAIN, [
      { name: 'xl/vbaProject.bin', text: 'macro' },
      { name: 'xl/externalLinks/externalLink1.xml', text: '<!DOCTYPE a>' },
      { name: 'xl/media/image1.png', text: 'png' },
    ]),
  );
  expect(await rowsOf(bytes)).toEqual([['区划代码']]);
});

test('a formula gives what Excel has worked out, and is never worked out here', async () => {
  const sheet = `${SHEET}<row r="1"><c r="A1" t="str"><f>WEBSERVICE("http://x")</f><v>007</v></c></row></sheetData></worksheet>`;
  expect(await rowsOf(hostileZip(book(sheet)))).toEqual([['007']]);
});

test('numbers shown with leading zeros are what is shown', async () => {
  const styles = `<styleSheet><numFmts count="2"><numFmt numFmtId="164" formatCode="000"/>
    <numFmt formatCode='0000_);[Red]\\(0000\\)' numFmtId='165'/></numFmts><cellXfs count="4"><xf numFmtId="0"/>
    <xf numFmtId="164" applyNumberFormat="1"><alignment/></xf><xf numFmtId="165"/><xf numFmtId="2"/></cellXfs></styleSheet>`;
  const number = (ref: string, style: number, value: string) =>
    `<c r="${ref}" s="${style}"><v>${value}</v></c>`;
  const sheet = `${SHEET}<row r="1">${[
    number('A1', 1, '7'),
    number('B1', 2, '12'),
    number('C1', 1, '1234'),
    number('D1', 0, '7'),
    number('E1', 3, '7'),
    number('F1', 1, '7.5'),
  ].join('')}</row></sheetData></worksheet>`;
  const [row] = await rowsOf(hostileZip(book(sheet, [{ name: 'xl/styles.xml', text: styles }])));
  expect(row).toEqual(['007', '0012', ...['1234', '7', '7', '7.5'].map((digits) => ({ number: digits }))]);
});

const TABLE = '区划代码;名称\r\n445200;"揭阳;市"\r\n';
const GBK = Buffer.from('c7f8bbaeb4fac2eb3bc3fbb3c60d0a3434353230303b22bdd2d1f43bcad0220d0a', 'hex');

test.each([
  ['UTF-8', Buffer.from(TABLE)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${TABLE}`)],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${TABLE}`, 'utf16le')],
  ['UTF-16 without', Buffer.from(TABLE, 'utf16le')],
  ['UTF-16, the other way round', Buffer.from(`\ufeff${TABLE}`, 'utf16le').swap16()],
  ['GBK, as Chinese Excel writes it', GBK],
  ['tabs', Buffer.from(TABLE.replace('"揭阳;市"', '揭阳;市').replaceAll(/;(?!市)/g, '\t'))],
])('CSV in %s', async (_, bytes) => {
  expect(await rowsOf(bytes)).toEqual([
    ['区划代码', '名称'],
    ['445200', '揭阳;市'],
  ]);
});

test('what we write for Excel, we read: nothing is a formula, and zeros stay', async () => {
  const rows = [['007', '=1+1', '@x', '“a”<&>', '  两边  ']];
  const bytes = await writeWorkbook([{ name: '表', header: ['a', 'b', 'c', 'd', 'e'], widths: [], rows }]);
  expect(await rowsOf(bytes)).toEqual([['a', 'b', 'c', 'd', 'e'], ...rows]);
});
