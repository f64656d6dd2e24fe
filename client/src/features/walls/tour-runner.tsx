/** A tour as it goes: the page that is on, how long still, what comes next; fresh cards and leads in between. */
import { useQueries } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { savedWall, type Tour } from '../../../../server/contract/walls.ts';
import { EmptyView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { useServices } from '../../lib/services.ts';
import { inDialog, typing } from '../../lib/typing.ts';
import { ReasonChips } from './reason-chips.tsx';
import { Stage } from './stage.tsx';
import { goBy, interrupt, nextStepOf, type Run, startRun, stepOf, tick } from './tour-run.ts';
import { useTrouble } from './use-trouble.ts';
import { PageStage } from './wall-page-stage.tsx';
import { wallsKey } from './walls-api.ts';
import './tour.css';

const TICK_MS = 250;
/** The next page's first pictures are asked for so long before it comes. */
const WARM_MS = 2000;
/** So many of them: more would stand in the way of the pictures that are on. */
const WARM_MOST = 16;

export function TourRunner({ tour, onSend }: { tour: Tour; onSend?: (cameraId: string) => void }) {
  const { t } = useTranslation();
  const { instant, clock } = useServices();
  const { steps } = tour;
  const [run, setRun] = useState<Run>(() => startRun(steps));
  const wallIds = useMemo(() => [...new Set(steps.map(({ wallId }) => wallId))], [steps]);
  const walls = useQueries({
    queries: wallIds.map((id) => ({
      queryKey: [...wallsKey, id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api(`/walls/${id}`, { schema: savedWall, signal }),
      refetchInterval: 60_000,
    })),
  });
  const pageOf = (step: number) => {
    const at = steps[step];
    return at && walls[wallIds.indexOf(at.wallId)]?.data?.pages[at.page];
  };
  const isKnown = walls.every(({ isPending }) => !isPending);
  const canShow = (step: number) => (pageOf(step)?.tiles.length ?? 0) > 0;
  const cameras = new Set(
    steps.flatMap((_, index) =>
      (pageOf(index)?.tiles ?? []).flatMap(({ content }) =>
        content.kind === 'camera' ? [content.cameraId] : [],
      ),
    ),
  );
  const troubles = useTrouble();
  const latest = useRef({ canShow, cameras, troubles, pageOf, isKnown });
  latest.current = { canShow, cameras, troubles, pageOf, isKnown };
  useEffect(() => {
    let beforeMs = performance.now();
    const timer = setInterval(() => {
      const nowMs = performance.now();
      // A page that slept does not race through what it missed.
      const ms = Math.min(nowMs - beforeMs, 2000);
      beforeMs = nowMs;
      const seen = latest.current;
      if (!seen.isKnown || document.hidden) return;
      setRun((before) => {
        const next = tick(before, ms, steps, seen.canShow);
        return tour.interrupt ? interrupt(next, seen.troubles ?? [], seen.cameras, clock.now()) : next;
      });
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [steps, tour.interrupt, clock]);
  useEffect(() => setRun(startRun(steps)), [steps]);

  const index = stepOf(run);
  const step = steps[index];
  const page = pageOf(index);
  const dwellMs = (step?.dwellSeconds ?? 1) * 1000;
  const warms = run.shown === undefined && dwellMs - run.elapsedMs <= WARM_MS;
  const nextIndex = nextStepOf(run);
  useEffect(() => {
    if (!warms || nextIndex === index) return;
    const coming = latest.current.pageOf(nextIndex)?.tiles ?? [];
    for (const { content } of coming.slice(0, WARM_MOST))
      if (content.kind === 'camera') instant.askAhead(content.cameraId, 'sub');
  }, [warms, nextIndex, index, instant]);
  useTourKeys({
    pause: () => setRun((before) => ({ ...before, paused: !before.paused })),
    by: (n) => setRun((before) => goBy(before, n)),
  });

  if (isKnown && !steps.some((_, each) => canShow(each)))
    return <EmptyView title={t('walls.tour.nothingTitle')} text={t('walls.tour.nothingText')} />;
  const wallName = walls[wallIds.indexOf(step?.wallId ?? '')]?.data?.name ?? '';
  const part = run.shown === undefined ? run.elapsedMs / dwellMs : 1 - run.shown.leftMs / 20_000;
  return (
    <div className="mc-tour" data-testid="tour" data-step={index} data-paused={run.paused}>
      <div className="mc-tour-stage">
        {page !== undefined && page.tiles.length > 0 ? (
          <PageStage
            key={`${step?.wallId}/${step?.page}`}
            page={page}
            onSend={onSend}
            covered={run.shown !== undefined}
            onPage={(by) => setRun((before) => goBy(before, by))}
          />
        ) : (
          <div className="mc-skeleton mc-stage-skeleton" aria-busy="true" />
        )}
        {run.shown?.trouble.cameraId != null && (
          <div className="mc-tour-interrupt" data-testid="tour-interrupt">
            <Stage
              keys={false}
              tiles={[
                {
                  ...{ id: run.shown.trouble.windowId, x: 0, y: 0, w: 24, h: 24 },
                  cameraId: run.shown.trouble.cameraId,
                  why: <ReasonChips windows={[run.shown.trouble]} />,
                },
              ]}
            />
          </div>
        )}
      </div>
      <footer className="mc-tour-foot">
        <button type="button" className="mc-tool" onClick={() => setRun((before) => goBy(before, -1))}>
          « {t('walls.tour.previous')}
        </button>
        <button
          type="button"
          className="mc-tool"
          aria-pressed={run.paused}
          onClick={() => setRun((before) => ({ ...before, paused: !before.paused }))}
        >
          {run.paused ? `▶ ${t('walls.tour.goOn')}` : t('walls.tour.pause')}
        </button>
        <button type="button" className="mc-tool" onClick={() => setRun((before) => goBy(before, 1))}>
          {t('walls.tour.next')} »
        </button>
        <span>
          {run.shown === undefined
            ? `${wallName}${page?.name ? ` · ${page.name}` : ''}`
            : t('walls.tour.interrupted', { s: Math.ceil(run.shown.leftMs / 1000) })}
        </span>
        <progress
          className="mc-tour-progress"
          aria-label={t('walls.tour.progress')}
          max={1}
          value={Math.min(1, Math.max(0, part))}
        />
        <span>
          {run.at + 1} / {run.round.length}
        </span>
      </footer>
    </div>
  );
}

function useTourKeys(keys: { pause: () => void; by: (n: number) => void }): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || inDialog()) return;
      // A button that was walked to by Tab means itself.
      const isOnButton = event.target instanceof Element && event.target.closest('button, a') !== null;
      if (event.key === ' ' && isOnButton) return;
      if (event.key === ' ') latest.current.pause();
      else if (event.key === 'n' || event.key === 'N') latest.current.by(1);
      else if (event.key === 'p' || event.key === 'P') latest.current.by(-1);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
