/**
 * Numbers that a workbook shows with leading zeros (format `000`) as the text people see: `7` is `007` there, and a
 * reader that knows no formats would lose that. Cells become texts before anybody else reads the sheet.
 */

const MOST_DIGITS = 15;

/**
 * @param {Map<string, Buffer>} files of a workbook, changed in place
 * @returns {void}
 */
export function keepZeros(files) {
  const styles = textOf(files, /^xl\/styles\.xml$/i);
  const digitsOf = digitsByStyle(styles);
  if (digitsOf.size === 0) return;
  for (const [name, content] of files) {
    if (!/^xl\/worksheets\/[^/]+\.xml$/i.test(name)) continue;
    files.set(name, Buffer.from(withZeros(content.toString('utf8'), digitsOf), 'utf8'));
  }
}

/**
 * @param {ReadonlyMap<string, Buffer>} files
 * @param {RegExp} wanted
 */
const textOf = (files, wanted) => [...files].find(([name]) => wanted.test(name))?.[1].toString('utf8') ?? '';

/**
 * How many digits a cell of a style is shown with at least; only of styles that show more than one.
 *
 * @param {string} styles
 * @returns {ReadonlyMap<string, number>} by the number cells name their style with
 */
function digitsByStyle(styles) {
  /** @type {Map<string, number>} */
  const formats = new Map();
  for (const [, attributes = ''] of styles.matchAll(/<(?:\w+:)?numFmt\s([^<>]*)>/g)) {
    const zeros = /^(0{2,15})(?:_\))?(?:;.*)?$/.exec(attribute(attributes, 'formatCode') ?? '')?.[1];
    const id = attribute(attributes, 'numFmtId');
    if (zeros !== undefined && id !== undefined) formats.set(id, zeros.length);
  }
  /** @type {Map<string, number>} */
  const byStyle = new Map();
  if (formats.size === 0) return byStyle;
  const cells = /<(?:\w+:)?cellXfs[\s>][\s\S]*?<\/(?:\w+:)?cellXfs>/.exec(styles)?.[0] ?? '';
  for (const [index, [, attributes = '']] of [...cells.matchAll(/<(?:\w+:)?xf\s([^<>]*)>/g)].entries()) {
    const digits = formats.get(attribute(attributes, 'numFmtId') ?? '');
    if (digits !== undefined) byStyle.set(String(index), digits);
  }
  return byStyle;
}

/**
 * @param {string} sheet
 * @param {ReadonlyMap<string, number>} digitsOf
 */
const withZeros = (sheet, digitsOf) =>
  sheet.replaceAll(
    /<((?:\w+:)?)c\s([^<>]*)>\s*<\1v>(\d{1,15})<\/\1v>\s*<\/\1c>/g,
    (/** @type {string} */ cell, prefix, attributes, number) => {
      const digits = digitsOf.get(attribute(attributes, 's') ?? '');
      const type = attribute(attributes, 't') ?? 'n';
      if (digits === undefined || type !== 'n' || number.length >= Math.min(digits, MOST_DIGITS)) return cell;
      const ref = attribute(attributes, 'r');
      const at = ref === undefined ? '' : ` r="${ref}"`;
      const text = number.padStart(digits, '0');
      return `<${prefix}c${at} t="inlineStr"><${prefix}is><${prefix}t>${text}</${prefix}t></${prefix}is></${prefix}c>`;
    },
  );

/**
 * @param {string} attributes
 * @param {string} name
 * @returns {string | undefined}
 */
const attribute = (attributes, name) =>
  new RegExp(`(?:^|\\s)${name}\\s*=\\s*"([^"]*)"`).exec(attributes)?.[1] ??
  new RegExp(`(?:^|\\s)${name}\\s*=\\s*'([^']*)'`).exec(attributes)?.[1];
