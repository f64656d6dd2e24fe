import type { TableProps } from 'antd';

/** `extra`: not shown until somebody chooses it. A column with `sorter: true` is sorted by the server under its key. */
export type RecordColumn<T> = NonNullable<TableProps<T>['columns']>[number] & { readonly extra?: boolean };
