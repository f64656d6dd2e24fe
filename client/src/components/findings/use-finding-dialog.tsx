/** The dialog for whoever shows pictures: `B` opens it, what is saved can be undone from the toast. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type FindingDetail, findingDetail } from '../../../../server/contract/findings.ts';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { listKey } from '../../lib/use-list.ts';
import { FindingDialog, type FindingWindow, type PickedFinding } from './finding-dialog.tsx';

export interface FindingAsked {
  readonly windows: readonly FindingWindow[];
  readonly cameraId: string;
  /** What is looked at, in words. */
  readonly about: string;
  /** When what is on the screen was captured. */
  readonly atMs: number;
  readonly origin: 'live' | 'playback';
  /** Left out: it is noted by itself, and a toast says so; patrols write theirs down with their visit. */
  readonly onPick?: (picked: PickedFinding) => Promise<void>;
}

export interface FindingDialogHandle {
  /** Whoever looks may note findings somewhere. */
  readonly may: boolean;
  ask(asked: FindingAsked): void;
  /** To be rendered. */
  readonly element: ReactNode;
}

const TOAST_MS = 10_000;

interface Said {
  readonly text: string;
  /** Of what was just noted: it can be undone, and opened. */
  readonly made?: FindingDetail;
}

export function useFindingDialog(): FindingDialogHandle {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const may = useMay()('findings:write');
  const [asked, setAsked] = useState<FindingAsked>();
  const [said, setSaid] = useState<Said>();
  useEffect(() => {
    if (said === undefined) return;
    const over = setTimeout(() => setSaid(undefined), TOAST_MS);
    return () => clearTimeout(over);
  }, [said]);
  const undo = async ({ id, version, no }: FindingDetail) => {
    setSaid(undefined);
    try {
      await api(`/findings/${id}/act`, {
        method: 'POST',
        body: { action: 'withdraw', version },
        schema: findingDetail,
      });
      setSaid({ text: t('findings.dialog.undone', { no }) });
    } catch (error) {
      setSaid({ text: problemWords(error, t) });
    }
    void queries.invalidateQueries({ queryKey: listKey('/findings') });
  };
  const note = async ({ cameraId, origin, atMs }: FindingAsked, { window, kind, text }: PickedFinding) => {
    const made = await api('/findings', {
      method: 'POST',
      schema: findingDetail,
      body: {
        ...{ kind, text, origin, cameraId, windowId: window.id },
        at: new Date(Math.round(atMs)).toISOString(),
      },
    });
    void queries.invalidateQueries({ queryKey: listKey('/findings') });
    const words = {
      no: made.no,
      window: t('findings.dialog.windowNumber', { code: window.code }),
      kind: t(`findings.kind.${kind}`),
    };
    setSaid({ text: t('findings.dialog.saved', words), made });
  };
  const ask = useCallback(
    (next: FindingAsked) => {
      if (may) setAsked(next);
    },
    [may],
  );
  return {
    may,
    ask,
    element: (
      <>
        {asked !== undefined && (
          <FindingDialog
            windows={asked.windows}
            about={asked.about}
            atMs={asked.atMs}
            onPick={asked.onPick ?? ((picked) => note(asked, picked))}
            onClose={() => setAsked(undefined)}
          />
        )}
        {said !== undefined && <Toast said={said} onUndo={(made) => void undo(made)} />}
      </>
    ),
  };
}

function Toast({ said, onUndo }: { said: Said; onUndo: (made: FindingDetail) => void }) {
  const { t } = useTranslation();
  const { text, made } = said;
  return (
    <div className="mc-finding-toast" role="status" data-testid="finding-saved">
      <span>{text}</span>
      {made !== undefined && (
        <>
          <button type="button" className="mc-button" onClick={() => onUndo(made)}>
            {t('findings.dialog.undo')}
          </button>
          <Link to={`/findings/${made.id}`}>{t('findings.dialog.open')}</Link>
        </>
      )}
    </div>
  );
}
