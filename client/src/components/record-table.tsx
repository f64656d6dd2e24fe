/** A list of records: search, skeleton, rows, more, and plain words when it is empty or could not be fetched. */
import { Button, Input, Skeleton, Table, type TableProps } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { useList } from '../lib/use-list.ts';
import { useSettled } from '../lib/use-settled.ts';
import { EmptyView, ErrorView } from './state-views.tsx';
import './record-table.css';

export interface RecordTableProps<S extends z.ZodType> {
  readonly path: string;
  readonly item: S;
  readonly columns: NonNullable<TableProps<z.output<S> & object>['columns']>;
  readonly rowKey: keyof z.output<S> & string;
  /** Said when there is nothing and nothing was searched for. */
  readonly empty: string;
  /** The button that puts something there. */
  readonly create?: ReactNode;
  readonly searchPlaceholder?: string;
  /** Which query field the search box fills; null: no search. */
  readonly searchBy?: string | null;
  /** More of the query, and what chooses it, where the search box stands. */
  readonly filter?: Readonly<Record<string, string>>;
  readonly tools?: ReactNode;
  readonly onRow?: (row: z.output<S>) => void;
  readonly expanded?: (row: z.output<S>) => ReactNode;
}

export function RecordTable<S extends z.ZodType>(props: RecordTableProps<S>) {
  const { t } = useTranslation();
  const searchBy = props.searchBy === undefined ? 'q' : props.searchBy;
  const [text, setText] = useState('');
  const q = useSettled(text.trim(), 250);
  const list = useList({
    path: props.path,
    item: props.item,
    query: { ...props.filter, ...(searchBy === null || q === '' ? {} : { [searchBy]: q }) },
  });
  const { items } = list;
  const onRow = props.onRow;
  return (
    <div className="mc-records">
      <div className="mc-records-bar">
        {searchBy !== null && (
          <Input.Search
            allowClear
            aria-label={props.searchPlaceholder ?? t('common.search')}
            placeholder={props.searchPlaceholder ?? t('common.search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
            style={{ maxWidth: 320 }}
          />
        )}
        {props.tools}
        <span className="mc-spring" />
        {props.create}
      </div>
      {items === undefined && list.error !== null ? (
        <ErrorView error={list.error} onRetry={() => void list.refetch()} />
      ) : items === undefined ? (
        <div className="mc-records-skeleton" aria-busy="true">
          {[0, 1, 2, 3, 4, 5].map((row) => (
            <Skeleton.Input key={row} active block size="small" />
          ))}
        </div>
      ) : items.length === 0 ? (
        <EmptyView text={q === '' ? props.empty : t('common.noMatch', { q })}>
          {q === '' ? props.create : undefined}
        </EmptyView>
      ) : (
        <Table<z.output<S> & object>
          size="small"
          sticky
          pagination={false}
          rowKey={props.rowKey}
          columns={props.columns}
          dataSource={items as (z.output<S> & object)[]}
          scroll={{ x: 'max-content' }}
          {...(props.expanded === undefined ? {} : { expandable: { expandedRowRender: props.expanded } })}
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
      {list.hasNextPage && (
        <div className="mc-records-more">
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      )}
    </div>
  );
}
