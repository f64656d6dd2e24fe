/**
 * Rows of a long list: only those in view are drawn, and those that were not fetched yet stand there as shades, so
 * that the scroll bar is true from the start. A shade that comes into view has the rows up to it fetched.
 */
import { Table, type TableProps } from 'antd';
import {
  type ComponentRef,
  type Key,
  type ReactNode,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useSize } from '../lib/use-size.ts';
import type { RecordColumn } from './record-column.ts';

const PENDING = Symbol('not fetched yet');
/** The row's index. */
interface Pending {
  readonly [PENDING]: number;
}
type Row<T> = T | Pending;
const isPending = <T extends object>(row: Row<T>): row is Pending => PENDING in row;

/** Where a column says nothing: wide enough for a name. */
const WIDTH = 160;
const HEAD = 40;

export interface RowsHandle {
  goTo(index: number): void;
}

export interface RecordTableRowsProps<T extends object> {
  readonly rowKey: keyof T & string;
  readonly columns: readonly RecordColumn<T>[];
  readonly items: readonly T[];
  /** Of all pages; undefined: not known, then only what is there is shown. */
  readonly total: number | undefined;
  readonly hasMore: boolean;
  readonly fetching: boolean;
  readonly onMore: () => void;
  readonly current: number | undefined;
  readonly selected: readonly Key[] | undefined;
  readonly onSelected: (keys: Key[]) => void;
  readonly onChange: NonNullable<TableProps<T>['onChange']>;
  readonly onRow: ((row: T) => void) | undefined;
  readonly handle: RefObject<RowsHandle | null>;
}

export function RecordTableRows<T extends object>(props: RecordTableRowsProps<T>) {
  const { items, hasMore, fetching, onMore, rowKey } = props;
  const [box, { width, height }] = useSize<HTMLDivElement>();
  const table = useRef<ComponentRef<typeof Table>>(null);
  const [wanted, setWanted] = useState(0);
  useEffect(() => {
    if (hasMore && !fetching && items.length <= wanted) onMore();
  }, [hasMore, fetching, items.length, wanted, onMore]);
  useImperativeHandle(props.handle, () => ({ goTo: (index) => table.current?.scrollTo({ index }) }), []);

  const total = Math.max(items.length + (hasMore ? 1 : 0), hasMore ? (props.total ?? 0) : 0);
  const rows = useMemo<Row<T>[]>(
    () => [
      ...items,
      ...Array.from({ length: total - items.length }, (_, at): Pending => ({ [PENDING]: items.length + at })),
    ],
    [items, total],
  );
  const columns = useMemo(() => drawn(props.columns, setWanted), [props.columns]);
  const least = columns.reduce((sum, column) => sum + Number(column.width ?? WIDTH), 0);
  const { onRow, selected, current } = props;
  return (
    <div ref={box} className="mc-records-rows">
      {height > 0 && (
        <Table<Row<T>>
          ref={table}
          size="small"
          virtual
          pagination={false}
          showSorterTooltip={false}
          rowKey={(row) => (isPending(row) ? `pending ${row[PENDING]}` : String(row[rowKey]))}
          columns={columns}
          dataSource={rows}
          scroll={{ x: Math.max(least, width - 12), y: height - HEAD }}
          onChange={props.onChange as NonNullable<TableProps<Row<T>>['onChange']>}
          rowClassName={(row, index) =>
            [index === current ? 'mc-row-current' : '', isPending(row) ? 'mc-row-pending' : ''].join(' ')
          }
          {...(selected === undefined
            ? {}
            : {
                rowSelection: {
                  selectedRowKeys: [...selected],
                  columnWidth: 36,
                  onChange: props.onSelected,
                  getCheckboxProps: (row: Row<T>) => ({ disabled: isPending(row) }),
                },
              })}
          {...(onRow === undefined
            ? {}
            : {
                onRow: (row) => ({
                  onClick: (event) => {
                    // A link or a button within the row means itself.
                    if (isPending(row) || (event.target as HTMLElement).closest('a, button, label') !== null)
                      return;
                    onRow(row);
                  },
                  style: { cursor: 'pointer' },
                }),
              })}
        />
      )}
    </div>
  );
}

/** A fetched row as the column says; another as a shade, which asks for itself in the first column. */
function drawn<T extends object>(
  columns: readonly RecordColumn<T>[],
  need: (index: number) => void,
): RecordColumn<Row<T>>[] {
  return columns.map((column, at) => ({
    ...(column as unknown as RecordColumn<Row<T>>),
    width: column.width ?? WIDTH,
    ellipsis: column.ellipsis ?? true,
    render: (value: unknown, row: Row<T>, index: number) => {
      if (isPending(row))
        return at === 0 ? <Shade index={row[PENDING]} need={need} /> : <i className="mc-shade" />;
      // Columns of ours give something to draw, never antd's cell with spans.
      return (column.render === undefined ? value : column.render(value, row, index)) as ReactNode;
    },
  }));
}

function Shade({ index, need }: { index: number; need: (index: number) => void }) {
  useEffect(() => need(index), [index, need]);
  return <i className="mc-shade" />;
}
