/** What a slice's refusal of a row is called: its code and the column it is about. */
import { columnOf } from '../contract/import-columns.ts';
import { isFaultCode } from '../contract/import-words.ts';
import type { Registry, RowFault } from '../contract/imports.ts';
import { AppError } from '../platform/errors.ts';
import type { Fault, Values } from './reading/sheet-row.ts';

const COLUMNS_OF: Readonly<Record<string, string>> = {
  'body.profiles[0].url': 'mainUrl',
  'body.profiles[1].url': 'subUrl',
  'body.departmentId': 'department',
};

/** Undefined: no refusal, but a failure that ends the run. */
export function refusalOf(error: unknown, registry: Registry): readonly Fault[] | undefined {
  if (!(error instanceof AppError) || error.status >= 500) return undefined;
  const code = codeOf(error);
  const columns = error.faults.map(({ field }) => {
    const column = COLUMNS_OF[field] ?? field.replace(/^body\./, '').replace(/[.[].*$/, '');
    return columnOf(registry, column) ? column : null;
  });
  return [...new Set(columns.length > 0 ? columns : [null])].map((column) => ({
    column,
    code,
    detail: error.message,
  }));
}

function codeOf({ code, status }: AppError): string {
  if (isFaultCode(code)) return code;
  if (/_(exists|taken)$/.test(code)) return 'taken';
  return status === 404 ? 'gone' : 'refused';
}

const MOST_SHOWN = 200;

/** With what stands in the file; never what is secret. */
export function withValue(registry: Registry, fault: Fault, cells: Values): RowFault {
  const column = columnOf(registry, fault.column);
  const isSecret = column?.kind === 'secret' || fault.code === 'matter_secret';
  const text = column && !isSecret ? cells[column.key] : undefined;
  return { ...fault, value: text ? text.slice(0, MOST_SHOWN) : null };
}
