/** Writes workbooks: every cell as text, so that codes keep their zeros and nothing is taken for a formula. */
import writeXlsxFile from 'write-excel-file/node';

/**
 * @typedef {object} SheetOut
 * @property {string} name
 * @property {readonly string[]} header
 * @property {readonly number[]} widths
 * @property {readonly (readonly string[])[]} rows
 * @property {readonly { column: number, choices: readonly string[] }[]} [choices] drop-downs
 * @property {number} [blankRows] rows below that are text already, so that Excel leaves codes alone
 */

/**
 * @param {readonly SheetOut[]} sheets
 * @returns {Promise<Buffer>}
 */
export function writeXlsx(sheets) {
  return writeXlsxFile(
    sheets.map((sheet) => ({
      sheet: sheet.name,
      stickyRowsCount: 1,
      columns: sheet.widths.map((width) => ({ width })),
      data: [
        sheet.header.map((value) => ({
          value,
          type: String,
          fontWeight: /** @type {const} */ ('bold'),
          backgroundColor: '#e6f0fa',
        })),
        ...sheet.rows.map((row) =>
          row.map((value) => (value === '' ? null : { value: storable(value), type: String, format: '@' })),
        ),
        ...Array.from({ length: sheet.blankRows ?? 0 }, () =>
          sheet.header.map(() => ({ value: '', type: String, format: '@' })),
        ),
      ],
    })),
    { features: [dropDowns(sheets)] },
  ).toBuffer();
}

/**
 * Without what XML cannot hold, and cut where Excel would cut it.
 *
 * @param {string} text
 */
const storable = (text) => [...text.slice(0, 32_000)].filter(isStorable).join('');

/** @param {string} character */
function isStorable(character) {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x20 ? code < 0xfffe || code > 0xffff : code === 0x09 || code === 0x0a || code === 0x0d;
}

/**
 * @param {readonly SheetOut[]} sheets
 * @returns {NonNullable<NonNullable<Parameters<typeof writeXlsxFile>[1]>['features']>[number]}
 */
function dropDowns(sheets) {
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (content, _options, { sheetIndex }) => {
            const lists = sheets[sheetIndex]?.choices ?? [];
            if (lists.length === 0) return content;
            const rules = lists.map(({ column, choices }) => {
              const letter = String.fromCharCode(65 + column);
              const list = choices
                .join(',')
                .replaceAll('&', '&amp;')
                .replaceAll('<', '&lt;')
                .replaceAll('"', '&quot;&quot;');
              return `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${letter}2:${letter}50001"><formula1>"${list}"</formula1></dataValidation>`;
            });
            return content.replace(
              '</sheetData>',
              `</sheetData><dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`,
            );
          },
        },
      },
    },
  };
}
