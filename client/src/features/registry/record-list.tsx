/**
 * What the registry's lists have in common: rows over the chosen place, a drawer to register and change one, keys,
 * kept columns and filters. A list itself says its columns and its form.
 */
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { z } from 'zod';
import { type RecordColumn, RecordTable } from '../../components/record-table.tsx';
import { SavedFilters } from '../../components/saved-filters.tsx';
import { type DeleteRequest, useDelete } from '../../components/use-delete.tsx';
import { ExportMenu, type ExportMenuProps } from './export-menu.tsx';
import { RowActions } from './row-actions.tsx';
import { useListState } from './use-list-state.ts';

export interface RecordListProps<S extends z.ZodType> {
  /** Names what is kept in the browser. */
  readonly name: string;
  readonly path: string;
  readonly item: S;
  readonly rowKey: keyof z.output<S> & string;
  readonly columns: readonly RecordColumn<z.output<S> & object>[];
  readonly empty: string;
  readonly filter?: Readonly<Record<string, string | undefined>>;
  /** Somebody's choice is among the filter. */
  readonly narrowed?: boolean;
  /** Choosers of the filter. */
  readonly tools?: ReactNode;
  readonly mayWrite: boolean;
  readonly newWord: string;
  /** What a new one begins with. */
  readonly fresh?: Partial<z.output<S>>;
  readonly form: (initial: Partial<z.output<S>>, close: () => void) => ReactNode;
  readonly removal: (row: z.output<S>) => DeleteRequest;
  /** Left out: opening a row changes it, for whom that is. */
  readonly onOpen?: (row: z.output<S>) => void;
  readonly links?: (row: z.output<S>) => ReactNode;
  /** More that can be done with one. */
  readonly menu?: (row: z.output<S>) => ReactNode;
  readonly selection?: (rows: z.output<S>[], clear: () => void) => ReactNode;
  /** The order to begin with; the server's own where left out. */
  readonly sortable?: boolean;
  readonly actionsWidth?: number | undefined;
  /** Which table it can be saved as, and what that is narrowed by beside what was typed. */
  readonly exported?: ExportMenuProps;
}

/** What is fetched at once: three screens. */
const PAGE = 100;

export function RecordList<S extends z.ZodType>(props: RecordListProps<S>) {
  type Row = z.output<S> & object;
  const { t } = useTranslation();
  const remove = useDelete();
  const state = useListState();
  const [search] = useSearchParams();
  const { mayWrite, fresh = {}, onOpen } = props;
  const [open, setOpen] = useState<Partial<z.output<S>> | undefined>(
    search.has('new') && mayWrite ? fresh : undefined,
  );
  const begin = mayWrite ? () => setOpen(fresh) : undefined;
  const openRow =
    onOpen ?? (mayWrite ? (row: z.output<S>) => setOpen(row as Partial<z.output<S>>) : undefined);
  const columns: RecordColumn<Row>[] = [
    ...(props.columns as readonly RecordColumn<Row>[]),
    ...(mayWrite || props.links !== undefined || props.menu !== undefined
      ? [
          {
            key: 'actions',
            align: 'right' as const,
            fixed: 'right' as const,
            width: props.actionsWidth ?? (mayWrite ? 150 : 70),
            ellipsis: false,
            render: (_: unknown, row: Row) =>
              mayWrite ? (
                <RowActions
                  onEdit={() => setOpen(row as Partial<z.output<S>>)}
                  onDelete={() => remove(props.removal(row))}
                  after={props.menu?.(row)}
                >
                  {props.links?.(row)}
                </RowActions>
              ) : (
                <>
                  {props.links?.(row)}
                  {props.menu?.(row)}
                </>
              ),
          },
        ]
      : []),
  ];
  return (
    <>
      <RecordTable<S>
        tall
        pageSize={PAGE}
        keep={props.name}
        path={props.path}
        item={props.item}
        rowKey={props.rowKey}
        empty={props.empty}
        columns={columns}
        filter={props.filter ?? {}}
        narrowed={props.narrowed ?? false}
        search={state.q}
        onSearch={state.setQ}
        sort={props.sortable ? state.sort : undefined}
        onSort={state.setSort}
        selection={mayWrite ? props.selection : undefined}
        onRow={openRow}
        onNew={begin}
        tools={
          <>
            {props.tools}
            <SavedFilters name={props.name} />
            {props.exported !== undefined && (
              <ExportMenu
                registry={props.exported.registry}
                query={{ ...props.exported.query, q: state.q }}
              />
            )}
          </>
        }
        create={
          begin !== undefined && (
            <Button type="primary" onClick={begin} title={`${props.newWord} (N)`}>
              {props.newWord}
            </Button>
          )
        }
        searchPlaceholder={t('registry.searchIn')}
      />
      {open !== undefined && props.form(open, () => setOpen(undefined))}
    </>
  );
}
