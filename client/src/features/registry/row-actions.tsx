/** Change and delete at the end of a row, only for whom they are. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './row-actions.css';

export function RowActions(props: {
  onEdit: () => void;
  onDelete?: () => void;
  after?: ReactNode;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <span className="mc-row-actions">
      {props.children}
      <Button type="text" size="small" onClick={props.onEdit}>
        {t('common.edit')}
      </Button>
      {props.onDelete !== undefined && (
        <Button type="text" size="small" onClick={props.onDelete}>
          {t('common.delete')}
        </Button>
      )}
      {props.after}
    </span>
  );
}
