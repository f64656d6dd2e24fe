/** Whole registries from files: what a file would do, what is wrong with it, and taking it back. */
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ImportList } from './import-list.tsx';
import { ImportStart } from './import-start.tsx';
import { ImportView } from './import-view.tsx';
import './imports.css';

export default function ImportPage() {
  const { t } = useTranslation();
  const { importId } = useParams();
  return (
    <div className="mc-page">
      <div className="mc-page-head">
        <h1>{t('imports.title')}</h1>
        <span className="mc-spring" />
        <Link className="mc-button" to={importId === undefined ? '/registry' : '/registry/import'}>
          {t('imports.back')}
        </Link>
      </div>
      {importId === undefined ? (
        <>
          <ImportStart />
          <ImportList />
        </>
      ) : (
        <ImportView key={importId} id={importId} />
      )}
    </div>
  );
}
