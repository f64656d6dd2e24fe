/** Change and delete at the end of a row, only for whom they are. Light: a long list draws many while it is scrolled. */
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
      <button type="button" className="mc-row-button" onClick={props.onEdit}>
        {t('common.edit')}
      </button>
      {props.onDelete !== undefined && (
        <button type="button" className="mc-row-button" onClick={props.onDelete}>
          {t('common.delete')}
        </button>
      )}
      {props.after}
    </span>
  );
}
