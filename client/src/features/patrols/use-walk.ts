/** Where one is in a round, and what is said of its windows. What is answered is put into the round that is shown. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { finding } from '../../../../server/contract/findings.ts';
import {
  type CheckItem,
  type CheckResult,
  foundAtVisit,
  type PatrolRoundDetail,
  type PatrolVisit,
  patrolRoundDetail,
  patrolVisit,
} from '../../../../server/contract/patrols.ts';
import { api } from '../../lib/api.ts';
import { roundsKey } from './use-rounds.ts';

export interface NotedFinding {
  readonly id: string;
  readonly visitId: string;
  readonly item: CheckItem;
}

const isOpen = ({ state }: PatrolVisit): boolean => state === 'waiting' || state === 'looking';

export function useWalk(round: PatrolRoundDetail, onError: (error: unknown) => void) {
  const queries = useQueryClient();
  const { id: roundId, visits, checklist } = round;
  const [at, setAt] = useState(() => Math.max(0, visits.findIndex(isOpen)));
  const [noted, setNoted] = useState<NotedFinding>();
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const visit = visits[at];

  const put = (next: PatrolVisit) =>
    queries.setQueryData<PatrolRoundDetail>(['patrols', 'round', roundId], (before) =>
      before === undefined
        ? before
        : {
            ...before,
            visits: before.visits.map((one) => {
              // That one looks there may be answered after what was said of it.
              const isLate = next.state === 'looking' && !isOpen(one);
              return one.id === next.id && !isLate ? next : one;
            }),
          },
    );
  /** One thing after the other: a second key while the first is sent is not taken. */
  const run = async (work: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      await work();
    } catch (error) {
      onError(error);
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  const say = async (of: PatrolVisit, body: object) =>
    put(
      await api(`/patrols/rounds/${roundId}/visits/${of.id}`, { method: 'PUT', body, schema: patrolVisit }),
    );
  const goTo = (index: number) => {
    setNoted(undefined);
    setAt(Math.min(Math.max(index, 0), visits.length - 1));
  };

  // Whoever comes to a window begins to look at it.
  const told = useRef<string>(undefined);
  const looking = useRef({ say, onError });
  looking.current = { say, onError };
  useEffect(() => {
    if (visit === undefined || told.current === visit.id) return;
    told.current = visit.id;
    if (isOpen(visit)) looking.current.say(visit, { state: 'looking' }).catch(looking.current.onError);
  }, [visit]);

  const end = () =>
    run(async () => {
      const over = await api(`/patrols/rounds/${roundId}/end`, {
        method: 'POST',
        schema: patrolRoundDetail,
      });
      queries.setQueryData(['patrols', 'round', roundId], over);
      void queries.invalidateQueries({ queryKey: roundsKey });
    });
  /** To the next that waits; when none does, the round is over. */
  const next = async (said: string) => {
    const after = [...visits.slice(at + 1), ...visits.slice(0, at)].find(
      (one) => one.id !== said && isOpen(one),
    );
    if (after !== undefined) goTo(visits.indexOf(after));
    return after === undefined;
  };

  return {
    ...{ at, visit, busy, noted, goTo, end },
    /** `result`: of everything on the list that nothing was found of. */
    done: (result: Exclude<CheckResult, 'found'>, cameraId: string | null) =>
      run(async () => {
        if (visit === undefined) return;
        const checks = Object.fromEntries(checklist.map((item) => [item, result]));
        await say(visit, { state: 'done', checks, cameraId });
        running.current = false;
        if (await next(visit.id)) await end();
      }),
    skip: (remark: string) =>
      run(async () => {
        if (visit === undefined) return;
        await say(visit, { state: 'skipped', remark });
        running.current = false;
        if (await next(visit.id)) await end();
      }),
    /** `tell`: at once that it is being written down, then that it is; `undefined`: it could not be. */
    find: (
      item: CheckItem,
      cameraId: string | null,
      tell: (noted: NotedFinding | 'noting' | undefined) => void,
    ) =>
      run(async () => {
        if (visit === undefined || visit.checks[item] === 'found') return;
        let made: NotedFinding | undefined;
        tell('noting');
        try {
          const path = `/patrols/rounds/${roundId}/visits/${visit.id}/findings`;
          const answer = await api(path, { method: 'POST', body: { item, cameraId }, schema: foundAtVisit });
          put(answer.visit);
          made = { id: answer.id, visitId: visit.id, item };
          setNoted(made);
        } finally {
          tell(made);
        }
      }),
    unfind: ({ id, visitId }: NotedFinding) =>
      run(async () => {
        const { version } = await api(`/findings/${id}`, { schema: finding });
        await api(`/findings/${id}/act`, { method: 'POST', body: { action: 'withdraw', version } });
        const path = `/patrols/rounds/${roundId}/visits/${visitId}/findings/${id}`;
        put(await api(path, { method: 'DELETE', schema: patrolVisit }));
        setNoted((before) => (before?.id === id ? undefined : before));
      }),
    word: ({ id }: NotedFinding, text: string) =>
      run(async () => {
        const { version } = await api(`/findings/${id}`, { schema: finding });
        await api(`/findings/${id}`, { method: 'PATCH', body: { version, text } });
      }),
  };
}
