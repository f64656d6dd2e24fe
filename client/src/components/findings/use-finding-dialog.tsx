/** The dialog for whoever shows pictures: `B` opens it, what is saved can be undone from the toast. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { type ReactNode, useCallback, useState } from 'react';
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

const TOAST_S = 10;

export function useFindingDialog(): FindingDialogHandle {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const may = useMay()('findings:write');
  const [asked, setAsked] = useState<FindingAsked>();
  const undo = async ({ id, version, no }: FindingDetail) => {
    message.destroy(id);
    try {
      await api(`/findings/${id}/act`, {
        method: 'POST',
        body: { action: 'withdraw', version },
        schema: findingDetail,
      });
      void message.success(t('findings.dialog.undone', { no }));
    } catch (error) {
      void message.error(problemWords(error, t));
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
    const said = {
      no: made.no,
      window: t('findings.dialog.windowNumber', { code: window.code }),
      kind: t(`findings.kind.${kind}`),
    };
    void message.success({
      key: made.id,
      duration: TOAST_S,
      content: (
        <span data-testid="finding-saved">
          {t('findings.dialog.saved', said)}{' '}
          <Button type="link" size="small" onClick={() => void undo(made)}>
            {t('findings.dialog.undo')}
          </Button>
          <Link to={`/findings/${made.id}`}>{t('findings.dialog.open')}</Link>
        </span>
      ),
    });
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
    element: asked !== undefined && (
      <FindingDialog
        windows={asked.windows}
        about={asked.about}
        atMs={asked.atMs}
        onPick={asked.onPick ?? ((picked) => note(asked, picked))}
        onClose={() => setAsked(undefined)}
      />
    ),
  };
}
