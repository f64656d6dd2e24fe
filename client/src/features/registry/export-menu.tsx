/** The list as a table for a spreadsheet, narrowed as it stands; the server streams it and puts it on the trail. */
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';

export interface ExportMenuProps {
  readonly registry: 'regions' | 'departments' | 'halls' | 'windows' | 'cameras' | 'matters';
  readonly query: Readonly<Record<string, string | undefined>>;
}

export function ExportMenu({ registry, query }: ExportMenuProps) {
  const { t, i18n } = useTranslation();
  const href = (format: string): string => {
    const search = new URLSearchParams({ format, lang: i18n.language });
    for (const [name, value] of Object.entries(query))
      if (value !== undefined && value !== '') search.set(name, value);
    return `/api/v1/exports/${registry}?${search}`;
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: ['xlsx', 'csv'].map((format) => ({
          key: format,
          label: (
            <a href={href(format)} download>
              {t(`registry.export.${format === 'csv' ? 'csv' : 'xlsx'}`)}
            </a>
          ),
        })),
      }}
    >
      <Button>{t('registry.export.title')}</Button>
    </Dropdown>
  );
}
