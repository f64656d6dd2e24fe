/** The fields of a row, one line each, and one to add a field that the sender left out. */
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EditedRow } from './row-fields.ts';

export interface RowInputsProps {
  readonly row: EditedRow;
  readonly faulty: string;
  readonly isOpen: boolean;
  readonly onChange: (row: EditedRow) => void;
}

export function RowInputs({ row, faulty, isOpen, onChange }: RowInputsProps) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState('');
  const [added, setAdded] = useState<string>();
  const isKnown = row.some(({ field }) => field === adding);
  const isMarked = (field: string) => field === faulty || faulty.startsWith(`${field}.`);
  const add = () => {
    if (adding === '' || isKnown) return;
    onChange([...row, { field: adding, text: '', isChanged: false, sent: undefined }]);
    setAdded(adding);
    setAdding('');
  };
  return (
    <div className="mc-exchange-row">
      {row.map(({ field, text }) => (
        <label key={field} htmlFor={`row-${field}`} className={isMarked(field) ? 'is-faulty' : ''}>
          <span className="mc-mono">{field}</span>
          <Input
            id={`row-${field}`}
            value={text}
            disabled={!isOpen}
            status={isMarked(field) ? 'warning' : ''}
            autoFocus={field === (added ?? row.find((one) => isMarked(one.field))?.field)}
            onChange={(event) =>
              onChange(
                row.map((one) =>
                  one.field === field ? { ...one, text: event.target.value, isChanged: true } : one,
                ),
              )
            }
          />
        </label>
      ))}
      {isOpen && (
        <div className="mc-exchange-add">
          <Input
            className="mc-mono"
            aria-label={t('exchange.refusals.fieldName')}
            placeholder={t('exchange.refusals.fieldName')}
            value={adding}
            maxLength={64}
            onChange={(event) => setAdding(event.target.value.trim())}
            onPressEnter={(event) => {
              // Enter in the form sends the row.
              event.preventDefault();
              add();
            }}
          />
          <Button disabled={adding === '' || isKnown} onClick={add}>
            {t('exchange.refusals.addField')}
          </Button>
        </div>
      )}
    </div>
  );
}
