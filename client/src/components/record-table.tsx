/** A list of records: search, skeleton, rows, more, and plain words when it is empty or could not be fetched. */
import { Button, Input, Skeleton, Table, type TableProps } from 'antd';
import { type Key, type ReactNode, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { usePageKeys } from '../lib/page-keys.ts';
import { useList } from '../lib/use-list.ts';
import { useSettled } from '../lib/use-settled.ts';
import type { RecordColumn } from './record-column.ts';
import { useChosenColumns } from './record-table-columns.tsx';
import { useRecordKeys } from './record-table-keys.ts';
import { RecordTableRows, type RowsHandle } from './record-table-rows.tsx';
import { useSearchText } from './record-table-search.ts';
import { EmptyView, ErrorView } from './state-views.tsx';
import './record-table.css';

export type { RecordColumn } from './record-column.ts';

export interface RecordSort {
  readonly by: string;
  readonly order: 'asc' | 'desc';
}

export interface RecordTableProps<S extends z.ZodType> {
  readonly path: string;
  readonly item: S;
  readonly columns: readonly RecordColumn<z.output<S> & object>[];
  readonly rowKey: keyof z.output<S> & string;
  /** Said when there is nothing and nothing was searched for. */
  readonly empty: string;
  /** The button that puts something there. */
  readonly create?: ReactNode;
  readonly searchPlaceholder?: string;
  /** Which query field the search box fills; null: no search. */
  readonly searchBy?: string | null;
  /** What was searched for, where the page keeps it (in its address); with `onSearch`. */
  readonly search?: string | undefined;
  readonly onSearch?: ((text: string) => void) | undefined;
  /** More of the query, and what chooses it, where the search box stands. */
  readonly filter?: Readonly<Record<string, string | undefined>>;
  /** The filter is somebody's choice: an empty list says so instead of how to begin. */
  readonly narrowed?: boolean;
  readonly tools?: ReactNode;
  readonly onRow?: ((row: z.output<S>) => void) | undefined;
  readonly expanded?: (row: z.output<S>) => ReactNode;
  /** Fills the height there is and draws only what is in view: for lists of thousands. */
  readonly tall?: boolean;
  /** Rows fetched at once. */
  readonly pageSize?: number;
  /** Chosen columns are kept in this browser under this name; left out: all are shown. */
  readonly keep?: string;
  readonly sort?: RecordSort | undefined;
  readonly onSort?: ((sort: RecordSort | undefined) => void) | undefined;
  /** Rows can be marked; what may be done with those that are. `clear` unmarks them. */
  readonly selection?: ((rows: z.output<S>[], clear: () => void) => ReactNode) | undefined;
  readonly onNew?: (() => void) | undefined;
}

/** As many as the server answers at once. */
const PAGE_MOST = 500;

export function RecordTable<S extends z.ZodType>(props: RecordTableProps<S>) {
  type Row = z.output<S> & object;
  const { t } = useTranslation();
  const searchBy = props.searchBy === undefined ? 'q' : props.searchBy;
  const [text, setText] = useSearchText(props);
  const q = useSettled(text.trim(), 250);
  const list = useList({
    path: props.path,
    item: props.item,
    query: {
      ...props.filter,
      ...(props.sort && { sort: props.sort.by, order: props.sort.order }),
      ...(searchBy === null || q === '' ? {} : { [searchBy]: q }),
    },
    ...(props.pageSize !== undefined && { limit: props.pageSize }),
    // Who scrolls on in a long list is soon far down.
    ...(props.tall === true && { moreLimit: PAGE_MOST }),
  });
  const items = list.items as Row[] | undefined;
  const { onRow, selection, tall = false, onSort } = props;
  const { columns, chooser } = useChosenColumns(props.keep, props.columns);
  const shown = columns.map((column) => sorted(column, props.sort));
  const [selected, setSelected] = useState<Key[]>([]);
  const marked = items?.filter((row) => selected.includes(String(Reflect.get(row, props.rowKey)))) ?? [];
  const [opened, setOpened] = useState<Key[]>([]);
  const toggle = (key: Key) =>
    setOpened(opened.includes(key) ? opened.filter((one) => one !== key) : [...opened, key]);
  const openAt = onRow ?? (props.expanded && ((row: Row) => toggle(String(Reflect.get(row, props.rowKey)))));
  const handle = useRef<RowsHandle>(null);
  const current = useRecordKeys({
    count: items?.length ?? 0,
    onOpen: openAt && ((index) => items?.[index] !== undefined && openAt(items[index])),
    onMark:
      selection &&
      ((index) => {
        const key = String(Reflect.get(items?.[index] ?? {}, props.rowKey));
        setSelected(selected.includes(key) ? selected.filter((one) => one !== key) : [...selected, key]);
      }),
    onNew: props.onNew,
    onGo: (index) => handle.current?.goTo(index),
  });
  usePageKeys([
    ['J  K  ↓  ↑', t('common.keys.move')],
    ['Home  End', t('common.keys.ends')],
    ...(openAt ? ([['Enter', t('common.keys.open')]] as const) : []),
    ...(selection ? ([['Space', t('common.keys.mark')]] as const) : []),
    ...(props.onNew ? ([['N', t('common.keys.create')]] as const) : []),
  ]);
  const more = useCallback(() => void list.fetchNextPage(), [list.fetchNextPage]);
  const onChange: NonNullable<TableProps<Row>['onChange']> = (_pages, _filters, sorter) => {
    const one = Array.isArray(sorter) ? sorter[0] : sorter;
    if (onSort === undefined || one === undefined) return;
    onSort(
      one.order == null
        ? undefined
        : { by: String(one.columnKey), order: one.order === 'descend' ? 'desc' : 'asc' },
    );
  };
  const searching = q !== '' || props.narrowed === true;
  return (
    <div className="mc-records" data-tall={tall}>
      <div className="mc-records-bar">
        {searchBy !== null && (
          <Input.Search
            allowClear
            aria-label={props.searchPlaceholder ?? t('common.search')}
            placeholder={props.searchPlaceholder ?? t('common.search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
            style={{ flex: '1 1 150px', maxWidth: 280 }}
          />
        )}
        {props.tools}
        <span className="mc-spring" />
        {list.total !== undefined && <span className="mc-muted">{t('common.total', { n: list.total })}</span>}
        {chooser}
        {props.create}
      </div>
      {marked.length > 0 && (
        <div className="mc-records-marked" role="status">
          <strong>{t('table.marked', { n: marked.length })}</strong>
          {selection?.(marked, () => setSelected([]))}
          <Button type="text" size="small" onClick={() => setSelected([])}>
            {t('table.unmark')}
          </Button>
        </div>
      )}
      {items === undefined && list.error !== null ? (
        <ErrorView error={list.error} onRetry={() => void list.refetch()} />
      ) : items === undefined ? (
        <div className="mc-records-skeleton" aria-busy="true">
          {[0, 1, 2, 3, 4, 5].map((row) => (
            <Skeleton.Input key={row} active block size="small" />
          ))}
        </div>
      ) : items.length === 0 ? (
        <EmptyView
          text={q !== '' ? t('common.noMatch', { q }) : searching ? t('table.noneNarrowed') : props.empty}
        >
          {searching ? undefined : props.create}
        </EmptyView>
      ) : tall ? (
        <RecordTableRows<Row>
          rowKey={props.rowKey as keyof Row & string}
          columns={shown}
          items={items}
          total={list.total}
          hasMore={list.hasNextPage}
          fetching={list.isFetchingNextPage}
          onMore={more}
          current={current}
          selected={selection === undefined ? undefined : selected}
          onSelected={(keys) => setSelected(keys.map(String))}
          onChange={onChange}
          onRow={onRow}
          handle={handle}
        />
      ) : (
        <Table<Row>
          size="small"
          sticky
          pagination={false}
          showSorterTooltip={false}
          rowKey={props.rowKey}
          columns={[...shown]}
          dataSource={items}
          scroll={{ x: 'max-content' }}
          {...(selection === undefined
            ? {}
            : {
                rowSelection: {
                  selectedRowKeys: [...selected],
                  onChange: (keys: Key[]) => setSelected(keys.map(String)),
                },
              })}
          onChange={onChange}
          rowClassName={(_, index) => (index === current ? 'mc-row-current' : '')}
          {...(props.expanded === undefined
            ? {}
            : {
                expandable: {
                  expandedRowRender: props.expanded,
                  expandedRowKeys: opened,
                  expandRowByClick: onRow === undefined,
                  onExpand: (_: boolean, row: Row) => toggle(String(Reflect.get(row, props.rowKey))),
                },
              })}
          {...(onRow === undefined
            ? {}
            : {
                onRow: (row) => ({
                  onClick: (event) => {
                    // A link or a button within the row means itself.
                    if ((event.target as HTMLElement).closest('a, button') === null) onRow(row);
                  },
                  style: { cursor: 'pointer' },
                }),
              })}
        />
      )}
      {!tall && list.hasNextPage && (
        <div className="mc-records-more">
          <Button loading={list.isFetchingNextPage} onClick={more}>
            {t('common.more')}
          </Button>
        </div>
      )}
    </div>
  );
}

function sorted<T>(column: RecordColumn<T>, sort: RecordSort | undefined): RecordColumn<T> {
  if (!('sorter' in column) || column.sorter !== true) return column;
  const own = sort !== undefined && sort.by === column.key;
  return { ...column, sortOrder: own ? (sort.order === 'desc' ? 'descend' : 'ascend') : null };
}
