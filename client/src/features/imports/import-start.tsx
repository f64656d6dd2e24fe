/** Which registry, its template, and the place to drop a file. */
import { App, Dropdown, Segmented, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import {
  importJob,
  MOST_FILE_BYTES,
  type Registry,
  registry as registrySchema,
} from '../../../../server/contract/imports.ts';
import { EmptyView } from '../../components/state-views.tsx';
import { ApiError, api } from '../../lib/api.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useRegistries } from './use-registries.ts';

export function ImportStart() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const choices = useRegistries();
  const language = usePreferences((all) => all.language);
  const [search, setSearch] = useSearchParams();
  const [isSending, setSending] = useState(false);
  const asked = registrySchema.safeParse(search.get('registry')).data;
  const registry = choices.find((one) => one.value === asked)?.value ?? choices[0]?.value;
  if (registry === undefined) return <EmptyView text={t('imports.nobody')} />;

  const send = async (file: File) => {
    setSending(true);
    try {
      if (file.size > MOST_FILE_BYTES)
        throw new ApiError({ status: 413, code: 'body_too_large', message: 'The file is too large.' });
      const job = await api(`/imports/${registry}`, {
        method: 'POST',
        query: { name: file.name },
        file: new Blob([file], { type: 'application/octet-stream' }),
        schema: importJob,
      });
      void navigate(`/registry/import/${job.id}`);
    } catch (error) {
      void message.error(problemWords(error, t), 6);
      setSending(false);
    }
  };
  return (
    <>
      <p className="mc-muted mc-import-text">{t('imports.text')}</p>
      <div className="mc-import-choice">
        <Segmented<Registry>
          aria-label={t('imports.registry')}
          options={[...choices]}
          value={registry}
          onChange={(value) => setSearch({ registry: value }, { replace: true })}
        />
        <span className="mc-spring" />
        <Downloads label={t('imports.template')} path={`/import-templates/${registry}`} language={language} />
        <Downloads label={t('imports.export')} path={`/exports/${registry}`} language={language} />
      </div>
      <Upload.Dragger
        accept=".xlsx,.csv,.txt"
        multiple={false}
        showUploadList={false}
        disabled={isSending}
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <p className="mc-import-drop">{isSending ? t('imports.uploading') : t('imports.drop')}</p>
        <p className="mc-muted">{t('imports.accepts')}</p>
      </Upload.Dragger>
    </>
  );
}

function Downloads({ label, path, language }: { label: string; path: string; language: 'zh' | 'en' }) {
  const { t } = useTranslation();
  const item = (format: 'xlsx' | 'csv') => ({
    key: format,
    label: (
      <a href={`/api/v1${path}?format=${format}&lang=${language}`} download>
        {t(`imports.${format}`)}
      </a>
    ),
  });
  return (
    <Dropdown menu={{ items: [item('xlsx'), item('csv')] }} trigger={['click']}>
      <button type="button" className="mc-button">
        {label}
      </button>
    </Dropdown>
  );
}
