/** Which columns a list shows: chosen by who reads it, kept in this browser. */
import { Button, Checkbox, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useKept } from '../lib/use-kept.ts';
import type { RecordColumn } from './record-column.ts';

const keys = z.array(z.string()).max(100);

export interface ChosenColumns<T> {
  readonly columns: readonly RecordColumn<T>[];
  readonly chooser: React.ReactNode;
}

/** A column without a `key` is always there; one with `extra` only when chosen. */
export function useChosenColumns<T>(
  name: string | undefined,
  columns: readonly RecordColumn<T>[],
): ChosenColumns<T> {
  const { t } = useTranslation();
  const choosable = columns.filter((column) => column.key !== undefined && column.key !== 'actions');
  const [hidden, setHidden] = useKept(
    name === undefined ? undefined : `columns.${name}`,
    keys,
    columns.filter((column) => column.extra === true).map((column) => String(column.key)),
  );
  const isHidden = (column: RecordColumn<T>) =>
    column.key !== undefined && column.key !== 'actions' && hidden.includes(String(column.key));
  return {
    columns: columns.filter((column) => !isHidden(column)),
    chooser: name !== undefined && choosable.length > 1 && (
      <Popover
        trigger="click"
        placement="bottomRight"
        content={
          <Checkbox.Group
            style={{ display: 'flex', flexDirection: 'column', gap: 6 }}
            value={choosable.filter((column) => !isHidden(column)).map((column) => String(column.key))}
            options={choosable.map((column) => ({
              value: String(column.key),
              label: typeof column.title === 'string' ? column.title : String(column.key),
            }))}
            onChange={(shown) => {
              if (shown.length === 0) return;
              setHidden(choosable.map(({ key }) => String(key)).filter((key) => !shown.includes(key)));
            }}
          />
        }
      >
        <Button>{t('table.columns')}</Button>
      </Popover>
    ),
  };
}
