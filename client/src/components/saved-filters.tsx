/** What a list is narrowed by, kept under a name of one's own: the page's address without its path. */
import { App, Button, Dropdown, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { z } from 'zod';
import { useKept } from '../lib/use-kept.ts';

const saved = z.array(z.object({ name: z.string().max(40), query: z.string().max(500) })).max(30);

export function SavedFilters({ name }: { name: string }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const [search, setSearch] = useSearchParams();
  const [kept, setKept] = useKept(`filters.${name}`, saved, []);
  const [naming, setNaming] = useState<string>();
  const query = search.toString();
  const save = (as: string) => {
    setKept([...kept.filter((each) => each.name !== as), { name: as, query }]);
    setNaming(undefined);
  };
  if (naming !== undefined)
    return (
      <Input
        autoFocus
        aria-label={t('table.filterName')}
        placeholder={t('table.filterName')}
        maxLength={40}
        style={{ width: 160 }}
        value={naming}
        onChange={(event) => setNaming(event.target.value)}
        onBlur={() => setNaming(undefined)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setNaming(undefined);
        }}
        onPressEnter={() => naming.trim() !== '' && save(naming.trim())}
      />
    );
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          ...kept.map((each) => ({ key: `open ${each.name}`, label: each.name })),
          ...(kept.length > 0 ? [{ type: 'divider' as const }] : []),
          { key: 'save', label: t('table.saveFilter'), disabled: query === '' },
          ...(kept.length > 0
            ? [
                {
                  key: 'remove',
                  label: t('table.removeFilter'),
                  children: kept.map((each) => ({ key: `drop ${each.name}`, label: each.name })),
                },
              ]
            : []),
        ],
        onClick: ({ key }) => {
          const [verb, ...rest] = key.split(' ');
          const each = kept.find((one) => one.name === rest.join(' '));
          if (verb === 'save') setNaming('');
          if (verb === 'open' && each !== undefined) setSearch(new URLSearchParams(each.query));
          if (verb === 'drop' && each !== undefined)
            void modal.confirm({
              title: t('table.removeFilterTitle', { name: each.name }),
              okText: t('common.delete'),
              cancelText: t('common.cancel'),
              onOk: () => setKept(kept.filter((one) => one !== each)),
            });
        },
      }}
    >
      <Button>{t('table.filters')}</Button>
    </Dropdown>
  );
}
