/** A plan's positions while they are arranged: shown at once, saved when the hand rests. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FloorPlanPositions, floorPlanPositions } from '../../../../../server/contract/floor-plan.ts';
import { api } from '../../../lib/api.ts';
import { problemWords } from '../../../lib/problem-words.ts';
import type { Positions } from './plan-positions.ts';

const REST_MS = 800;

export function usePositions(hallId: string) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const key = ['floor-plan', hallId];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      api(`/halls/${hallId}/floor-plan/positions`, { schema: floorPlanPositions, signal }),
  });
  const [draft, setDraft] = useState<Positions>();
  const pending = useRef<{ timer: ReturnType<typeof setTimeout>; save: () => void }>(undefined);
  const save = async (positions: Positions) => {
    try {
      const saved = await api(`/halls/${hallId}/floor-plan/positions`, {
        method: 'PUT',
        body: positions,
        schema: floorPlanPositions,
      });
      queries.setQueryData<FloorPlanPositions>(key, saved);
      setDraft((now) => (now === positions ? undefined : now));
      void message.success({ key: 'plan-saved', content: t('plan.saved') }, 1);
    } catch (cause) {
      // What is on screen is not what is kept: the kept positions come back.
      setDraft(undefined);
      void message.error(problemWords(cause, t), 6);
    }
  };
  // Leaving the page does not lose the last move.
  useEffect(
    () => () => {
      if (pending.current === undefined) return;
      clearTimeout(pending.current.timer);
      pending.current.save();
    },
    [],
  );
  const none: Positions = { cameras: [], windows: [] };
  return {
    plan: data?.plan,
    loaded: data !== undefined,
    error,
    retry: () => void refetch(),
    positions: draft ?? data ?? none,
    arrange: (next: Positions) => {
      const body: Positions = { cameras: next.cameras, windows: next.windows };
      setDraft(body);
      clearTimeout(pending.current?.timer);
      const run = () => {
        pending.current = undefined;
        void save(body);
      };
      pending.current = { timer: setTimeout(run, REST_MS), save: run };
    },
  };
}
