/** One box for halls, cameras and windows of the hall in view, and cases. `/` goes to it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AutoComplete, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMatch, useNavigate } from 'react-router';
import { caseSummary } from '../../../server/contract/cases.ts';
import { listOf } from '../../../server/contract/common.ts';
import type { Wall } from '../../../server/contract/wall.ts';
import { api } from '../lib/api.ts';
import { useHalls } from '../lib/halls.ts';
import { useMay } from '../lib/me.ts';
import { typing } from '../lib/typing.ts';
import { useSettled } from '../lib/use-settled.ts';

interface Group {
  readonly label: string;
  readonly options: { value: string; label: string }[];
}

export function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const box = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const groups = useFound(useSettled(text.trim(), 200));
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (typing(event)) return;
      event.preventDefault();
      box.current?.querySelector('input')?.focus();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
  return (
    <div ref={box} style={{ flex: '0 1 360px', minWidth: 160 }}>
      <AutoComplete
        style={{ width: '100%' }}
        value={text}
        options={groups}
        onSearch={setText}
        onSelect={(path: string) => {
          setText('');
          void navigate(path);
          box.current?.querySelector('input')?.blur();
        }}
        notFoundContent={text.trim() === '' ? t('bar.searchHint') : t('bar.searchNone', { q: text.trim() })}
      >
        <Input aria-label={t('bar.search')} placeholder={`${t('bar.search')}  /`} allowClear />
      </AutoComplete>
    </div>
  );
}

function useFound(q: string): Group[] {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const halls = useHalls();
  const hallId = useMatch('/wall/:hallId/*')?.params.hallId;
  const cases = useQuery({
    queryKey: ['cases', 'search', q],
    queryFn: ({ signal }) => api('/cases', { schema: listOf(caseSummary), query: { q, limit: 8 }, signal }),
    enabled: q !== '' && may('cases:read'),
  });
  if (q === '') return [];
  const has = (...texts: string[]) => texts.some((each) => each.toLowerCase().includes(q.toLowerCase()));
  const wall = hallId === undefined ? undefined : queries.getQueryData<Wall>(['wall', hallId]);
  const groups: Group[] = [
    {
      label: t('registry.halls'),
      options: (halls.data ?? [])
        .filter((hall) => has(hall.name))
        .map((hall) => ({ value: `/wall/${hall.id}`, label: hall.name })),
    },
    {
      label: t('registry.cameras'),
      options: (wall?.cameras ?? [])
        .filter((camera) => has(camera.name))
        .map((camera) => ({ value: `/wall/${camera.hallId}/camera/${camera.id}`, label: camera.name })),
    },
    {
      label: t('registry.windows'),
      options: (wall?.windows ?? [])
        .filter((window) => has(window.name, window.code))
        .flatMap((window) => {
          const placed = wall?.placements.find((each) => each.windowId === window.id);
          if (placed === undefined) return [];
          const label = `${t('window.number', { code: window.code })} ${window.name}`;
          return [{ value: `/wall/${window.hallId}/camera/${placed.cameraId}?window=${window.id}`, label }];
        }),
    },
    {
      label: t('nav.cases'),
      options: (cases.data?.items ?? []).map((found) => ({
        value: `/cases/${found.id}`,
        label: `${found.caseNo} · ${found.matterName}`,
      })),
    },
  ];
  return groups.filter((group) => group.options.length > 0);
}
