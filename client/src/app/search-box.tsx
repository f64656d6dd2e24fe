/** One box for everything: places, cameras, matters, people, and cases. `/` goes to it, arrows walk what is found. */
import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Input } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMatch, useNavigate } from 'react-router';
import { caseSummary } from '../../../server/contract/cases.ts';
import { listOf } from '../../../server/contract/common.ts';
import { type SearchHit, searchAnswer, searchKind } from '../../../server/contract/search.ts';
import { api } from '../lib/api.ts';
import { useMay } from '../lib/me.ts';
import { typing } from '../lib/typing.ts';
import { useSettled } from '../lib/use-settled.ts';
import { marked, pathOfHit, pathOfMore } from './search-hits.ts';
import './search-box.css';

interface Group {
  readonly label: string;
  readonly options: { value: string; label: ReactNode }[];
}

export function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const box = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const typed = text.trim();
  const { groups, searching } = useFound(useSettled(typed, 150));
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
        options={typed === '' ? [] : groups}
        // The first is chosen by Enter alone; longer lists than the window are scrolled.
        defaultActiveFirstOption
        listHeight={480}
        popupMatchSelectWidth={460}
        showSearch={{ onSearch: setText, filterOption: false }}
        onSelect={(path: string) => {
          setText('');
          void navigate(path);
          box.current?.querySelector('input')?.blur();
        }}
        notFoundContent={
          typed === ''
            ? t('bar.searchHint')
            : searching
              ? t('bar.searching')
              : t('bar.searchNone', { q: typed })
        }
      >
        <Input
          aria-label={t('bar.search')}
          placeholder={`${t('bar.search')}  /`}
          allowClear
          onKeyDown={(event) => {
            if (event.key === 'Escape') box.current?.querySelector('input')?.blur();
          }}
        />
      </AutoComplete>
    </div>
  );
}

const EACH = 5;

function useFound(q: string): { groups: Group[]; searching: boolean } {
  const { t } = useTranslation();
  const may = useMay();
  const registering = useMatch('/registry/*') !== null;
  const watching = !registering && may('live:view');
  const cases = useQuery({
    queryKey: ['cases', 'search', q],
    queryFn: ({ signal }) =>
      api('/cases', { schema: listOf(caseSummary), query: { q, limit: EACH }, signal }),
    enabled: q !== '' && may('cases:read'),
    placeholderData: (before) => before,
  });
  const found = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => api('/search', { schema: searchAnswer, query: { q, limit: EACH }, signal }),
    enabled: q !== '' && may('places:read'),
    placeholderData: (before) => before,
  });
  const { items = [], more = [] } = found.data ?? {};
  const groups: Group[] = searchKind.options.map((kind) => {
    const all = more.includes(kind) ? pathOfMore(kind, q) : undefined;
    return {
      label: t(`bar.kind.${kind}`),
      options: [
        ...items
          .filter((hit) => hit.kind === kind)
          .map((hit) => ({ value: pathOfHit(hit, watching), label: <Hit hit={hit} /> })),
        ...(all === undefined
          ? []
          : [{ value: all, label: <span className="mc-hit-more">{t('bar.searchMore')}</span> }]),
      ],
    };
  });
  groups.push({
    label: t('nav.cases'),
    options: (cases.data?.items ?? []).map((one) => ({
      value: `/cases/${one.id}`,
      label: (
        <span className="mc-hit">
          <span className="mc-hit-code">{one.caseNo}</span>
          <span className="mc-hit-name">{one.matterName}</span>
        </span>
      ),
    })),
  });
  return {
    groups: groups.filter((group) => group.options.length > 0),
    searching: found.isFetching || cases.isFetching,
  };
}

function Hit({ hit }: { hit: SearchHit }) {
  const { t } = useTranslation();
  const shown =
    hit.kind === 'window' || hit.kind === 'region' || hit.kind === 'matter' || hit.kind === 'user';
  let at = 0;
  return (
    <span className="mc-hit" data-closed={hit.closed}>
      {shown && hit.code !== null && <span className="mc-hit-code">{hit.code}</span>}
      <span className="mc-hit-name">
        {marked(hit.name, hit.marks).map(({ text, meant }) => {
          const key = at;
          at += text.length;
          return meant ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>;
        })}
      </span>
      <span className="mc-hit-where">
        {[...hit.where, ...(hit.closed ? [t('registry.closed')] : [])].join(' · ')}
      </span>
    </span>
  );
}
