import { expect, test } from 'vitest';
import { gdbs } from './gdbs.ts';
import { step } from './step.ts';
import { rowsOfXml, XmlFault } from './xml-rows.ts';

const utf8 = (text: string) => Buffer.from(text, 'utf8');
const faultOf = (text: string | Uint8Array) => {
  try {
    rowsOfXml(gdbs, typeof text === 'string' ? utf8(text) : text);
  } catch (error) {
    if (error instanceof XmlFault) return error;
    throw error;
  }
  return undefined;
};

test('tables as elements, in their order, in whatever stands around them and in whatever namespace', () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
    <ns:DATA xmlns:ns="urn:x"><HEAD><SENDER>局</SENDER></HEAD><ROWS>
      <ns:EX_GDBS_SL><ns:SBLSH> C1 </ns:SBLSH><SLSJ>2026-02-11 15:20:00</SLSJ><BZ/><BSLYY><![CDATA[a < b & c]]></BSLYY></ns:EX_GDBS_SL>
      <EX_GDBS_BJ><SBLSH>0001</SBLSH><BJJGMS>甲 &amp; 乙</BJJGMS></EX_GDBS_BJ>
      <ex_gdbs_sl><sblsh>C3</sblsh></ex_gdbs_sl>
    </ROWS></ns:DATA>`;
  expect(rowsOfXml(gdbs, utf8(xml))).toEqual([
    { table: 'EX_GDBS_SL', row: { SBLSH: 'C1', SLSJ: '2026-02-11 15:20:00', BZ: '', BSLYY: 'a < b & c' } },
    { table: 'EX_GDBS_BJ', row: { SBLSH: '0001', BJJGMS: '甲 & 乙' } },
    { table: 'EX_GDBS_SL', row: { SBLSH: 'C3' } },
  ]);
});

test('the province’s envelope, and a row alone', () => {
  const xml = `<?xml version='1.0' encoding='utf-8'?><ExInfo><standardInfo process="EX_GDBS_SPCL">
    <Field FieldName="SBLSH">C1</Field><Field FieldName="SPHJDM">1</Field></standardInfo></ExInfo>`;
  expect(rowsOfXml(gdbs, utf8(xml))).toEqual([{ table: 'EX_GDBS_SPCL', row: { SBLSH: 'C1', SPHJDM: '1' } }]);
  const alone = '<EA_JC_STEP_DONE><PROJID>C1</PROJID></EA_JC_STEP_DONE>';
  expect(rowsOfXml(step, utf8(alone))).toEqual([{ table: 'EA_JC_STEP_DONE', row: { PROJID: 'C1' } }]);
});

test('a row of a table that is not there comes along, to be refused', () => {
  const xml = '<D><EX_GDBS_XX><SBLSH>C1</SBLSH></EX_GDBS_XX></D>';
  expect(rowsOfXml(gdbs, utf8(xml))).toEqual([{ table: 'EX_GDBS_XX', row: { SBLSH: 'C1' } }]);
});

test('GB18030 by its declaration, and not by anybody’s guess', () => {
  // 「张」 in GBK is D5 C5.
  const head = Buffer.from('<?xml version="1.0" encoding="GBK"?><EX_GDBS_SB><SQRMC>', 'latin1');
  const bytes = Buffer.concat([
    head,
    Buffer.from([0xd5, 0xc5]),
    Buffer.from('</SQRMC></EX_GDBS_SB>', 'latin1'),
  ]);
  expect(rowsOfXml(gdbs, bytes)).toEqual([{ table: 'EX_GDBS_SB', row: { SQRMC: '张' } }]);
  const undeclared = Buffer.concat([Buffer.from('<EX_GDBS_SB><SQRMC>'), Buffer.from([0xd5, 0xc5]), bytes]);
  expect(faultOf(undeclared)?.message).toContain('not in utf-8');
  expect(faultOf('<?xml version="1.0" encoding="big5"?><a/>')?.message).toContain('accepted: UTF-8');
  expect(faultOf(Buffer.from('\ufeff<a/>', 'utf16le'))?.message).toContain('UTF-16');
});

test.each([
  ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'DOCTYPE'],
  ['<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><lolz>&lol2;</lolz>', 'DOCTYPE'],
  ['<EX_GDBS_SB><SBLSH>&x;</SBLSH></EX_GDBS_SB>', 'no entity'],
  ['<EX_GDBS_SB><SBLSH>a & b</SBLSH></EX_GDBS_SB>', 'no entity'],
  ['<a>'.repeat(200_000), 'nested deeper'],
  ['<EX_GDBS_SB><SBLSH>C1</SBLSX></EX_GDBS_SB>', 'is no XML'],
  ['<EX_GDBS_SB>', 'is no XML'],
  ['', 'no'],
  ['{"table": "SL"}', 'no'],
  ['<DATA><SBLSH_SHORT>x</SBLSH_SHORT></DATA>', 'holds no row'],
  [`<a>${'<![CDATA['.repeat(400_000)}</a>`, 'without its'],
  [`<a>${'<!--'.repeat(900_000)}</a>`, 'without its'],
  ['<中>'.repeat(300) + '</中>'.repeat(300), 'nested deeper'],
  ['<EX_GDBS_SB><constructor>1</constructor></EX_GDBS_SB>', 'is no XML'],
  ['<?xml version="1.0" encoding="constructor"?><a/>', 'accepted: UTF-8'],
  [`<D>${'<EX_GDBS_SB><SBLSH>1</SBLSH></EX_GDBS_SB>'.repeat(1001)}</D>`, 'at most 1000'],
])('%.40s is refused', (xml, why) => {
  const started = performance.now();
  expect(faultOf(xml)?.message).toContain(why);
  // Bounded work, however it is built: generous, as the machine may be busy.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('where it is broken is told by line and column', () => {
  const fault = faultOf('<D>\n <EX_GDBS_SB>\n  <SBLSH>C1</SBLSX>\n </EX_GDBS_SB></D>');
  expect(fault?.line).toBe(3);
  expect(fault?.column).toBeGreaterThan(1);
});

test('a column twice is there twice, for the reader to refuse', () => {
  const [row] = rowsOfXml(gdbs, utf8('<EX_GDBS_SB><SBLSH>1</SBLSH><SBLSH>2</SBLSH></EX_GDBS_SB>'));
  expect(Object.keys(row?.row as object)).toHaveLength(2);
});

test('characters by their numbers, and what only looks like one', () => {
  const xml =
    '<EX_GDBS_SB><SQRMC>&#24352;&#x4e09;</SQRMC><BZ>&amp;#24352; <![CDATA[&#24352;]]></BZ></EX_GDBS_SB>';
  expect(rowsOfXml(gdbs, utf8(xml))[0]?.row).toEqual({ SQRMC: '张三', BZ: '&#24352;&#24352;' });
});
