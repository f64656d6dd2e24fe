/** What became of a place: closings, moves and mergers, who ran a window when; and taking a change back. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type PlaceChange, placeChange, undoCheck } from '../../../../../server/contract/place-changes.ts';
import { windowTerm } from '../../../../../server/contract/places.ts';
import { Instant } from '../../../components/instant.tsx';
import { ErrorView } from '../../../components/state-views.tsx';
import { useReason } from '../../../components/use-reason.tsx';
import { api } from '../../../lib/api.ts';
import { useMay } from '../../../lib/me.ts';
import { instantText } from '../../../lib/time.ts';
import type { ChangedPlace } from './changed-place.ts';
import { countsText } from './what-changes.tsx';
import './changes.css';

const changesList = z.object({ items: z.array(placeChange) });
const termsList = z.object({ items: z.array(windowTerm) });

export function HistoryDrawer({ place, onClose }: { place: ChangedPlace; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['place-changes', place.thing, place.id],
    queryFn: ({ signal }) =>
      api('/place-changes', { query: { thing: place.thing, id: place.id }, schema: changesList, signal }),
  });
  return (
    <Drawer open size={520} title={`${place.name} · ${t('changes.history')}`} onClose={onClose}>
      {error !== null && data === undefined ? (
        <ErrorView error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton active paragraph={{ rows: 4 }} />
      ) : data.items.length === 0 ? (
        <p className="mc-muted">{t('changes.none')}</p>
      ) : (
        <ul className="mc-history">
          {data.items.map((change) => (
            <Entry key={change.id} change={change} />
          ))}
        </ul>
      )}
      {place.thing === 'window' && <Terms windowId={place.id} />}
    </Drawer>
  );
}

function Entry({ change }: { change: PlaceChange }) {
  const { t } = useTranslation();
  const may = useMay();
  const target = change.targetName ?? '';
  const title =
    change.kind === 'move' && change.targetName === null
      ? t('changes.entry.moveTop')
      : t(`changes.entry.${change.kind}`, { name: change.thingName, target });
  return (
    <li data-undone={change.undoneAt !== null}>
      <span className="mc-history-head">
        <strong>{title}</strong>
        <Instant at={change.at} />
      </span>
      <span>{t('changes.by', { by: change.by, reason: change.reason })}</span>
      <span className="mc-muted">{countsText(change.counts, t)}</span>
      {change.undoneAt !== null ? (
        <span>{t('changes.undone', { at: instantText(change.undoneAt) })}</span>
      ) : (
        may('places:write') && <Undo change={change} />
      )}
    </li>
  );
}

function Undo({ change }: { change: PlaceChange }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const ask = useReason();
  const path = `/place-changes/${change.id}/undo`;
  const { data } = useQuery({
    queryKey: ['place-change-undo', change.id],
    queryFn: ({ signal }) => api(path, { schema: undoCheck, signal }),
    retry: false,
  });
  if (data === undefined) return <span className="mc-muted">{t('changes.undoChecking')}</span>;
  if (data.because !== null)
    return (
      <span className="mc-muted">
        {t(`changes.undoNot.${data.because}`, { about: data.about.join(t('common.comma')) })}
      </span>
    );
  return (
    <span>
      <Button
        size="small"
        onClick={() =>
          ask({
            title: t('changes.undoTitle'),
            text: t('changes.undoText'),
            verb: t('changes.undo'),
            run: async (reason) => {
              await api(path, { method: 'POST', schema: placeChange, reason });
              void message.success(t('changes.undoDone'));
              await queries.invalidateQueries();
            },
          })
        }
      >
        {t('changes.undo')}
      </Button>
    </span>
  );
}

function Terms({ windowId }: { windowId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['window-terms', windowId],
    queryFn: ({ signal }) => api(`/windows/${windowId}/terms`, { schema: termsList, signal }),
  });
  if (data === undefined) return null;
  return (
    <>
      <h3>{t('changes.terms')}</h3>
      <ul className="mc-history">
        {data.items.map((term) => (
          <li key={term.validFrom}>
            <span>
              {t('window.number', { code: term.code })} {term.name} · {term.departmentName}
            </span>
            <span className="mc-muted">
              <Instant at={term.validFrom} /> –{' '}
              {term.validTo === null ? t('changes.termNow') : <Instant at={term.validTo} />}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
