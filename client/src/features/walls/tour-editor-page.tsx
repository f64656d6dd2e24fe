/** A tour's steps: which pages, how long each, how often a round. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { type SavedWall, type Tour, tour as tourSchema } from '../../../../server/contract/walls.ts';
import { EmptyView, ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { newId } from '../../lib/new-id.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { useLeaveGuard } from '../../lib/use-leave-guard.ts';
import { listKey } from '../../lib/use-list.ts';
import { useWallList } from './saved-lists.ts';
import { toursKey, useSavedWall, useTour } from './walls-api.ts';
import '../../components/wall/wall-frame.css';
import './walls.css';

type Step = Tour['steps'][number] & { readonly key: string };

export default function TourEditorPage() {
  const { tourId } = useParams();
  const { data, error, refetch } = useTour(tourId);
  if (tourId === undefined) return <Editor tour={undefined} />;
  if (data === undefined && error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <div className="mc-skeleton mc-stage-skeleton" aria-busy="true" />;
  return <Editor key={data.id} tour={data} />;
}

function Editor({ tour }: { tour: Tour | undefined }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const walls = useWallList('', 'all');
  const [name, setName] = useState(tour?.name ?? '');
  const [interrupt, setInterrupt] = useState(tour?.interrupt ?? true);
  const [steps, setSteps] = useState<readonly Step[]>(() =>
    (tour?.steps ?? []).map((step) => ({ ...step, key: newId() })),
  );
  const [isDirty, setDirty] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useLeaveGuard(isDirty && !busy, t('walls.leave'));
  const edit = (next: readonly Step[]) => {
    setDirty(true);
    setSteps(next);
  };
  const set = (key: string, change: Partial<Step>) =>
    edit(steps.map((step) => (step.key === key ? { ...step, ...change } : step)));
  const move = (index: number, by: -1 | 1) => {
    const next = [...steps];
    const [taken] = next.splice(index, 1);
    if (taken !== undefined) next.splice(index + by, 0, taken);
    edit(next);
  };
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    const body = {
      ...{ name: name.trim() || t('walls.tour.unnamed'), interrupt },
      steps: steps.map(({ key: _, ...step }) => step),
      shares: tour?.shares ?? [],
    };
    try {
      const answer =
        tour === undefined
          ? await api('/tours', { method: 'POST', body, schema: tourSchema })
          : await api(`/tours/${tour.id}`, {
              method: 'PUT',
              body: { ...body, version: tour.version },
              schema: tourSchema,
            });
      queries.setQueryData([...toursKey, answer.id], answer);
      void queries.invalidateQueries({ queryKey: listKey('/tours') });
      void message.success(t('common.saved'));
      setDirty(false);
      // Still busy, so that nobody is asked about what was just saved.
      await navigate(`/walls/tours/${answer.id}`);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <div className="mc-walls" data-testid="tour-editor">
      <header className="mc-walls-head">
        <Link className="mc-tool-link" to={tour === undefined ? '/walls' : `/walls/tours/${tour.id}`}>
          ‹ {t('common.back')}
        </Link>
        <Input
          className="mc-editor-name"
          aria-label={t('walls.tour.name')}
          placeholder={t('walls.tour.name')}
          maxLength={100}
          value={name}
          onChange={({ target }) => {
            setDirty(true);
            setName(target.value);
          }}
        />
        <Checkbox
          checked={interrupt}
          onChange={({ target }) => {
            setDirty(true);
            setInterrupt(target.checked);
          }}
        >
          {t('walls.tour.interrupt')}
        </Checkbox>
        <span className="mc-spring" />
        <Button
          type="primary"
          loading={busy}
          disabled={!isDirty || steps.length === 0}
          onClick={() => void save()}
        >
          {t('common.save')}
        </Button>
      </header>
      {problem !== undefined && (
        <p className="mc-editor-problem" role="alert">
          {problemWords(problem, t)}
        </p>
      )}
      <div className="mc-tour-editor">
        <Select
          style={{ width: 360 }}
          aria-label={t('walls.tour.addWall')}
          placeholder={t('walls.tour.addWall')}
          value={null}
          showSearch={{ optionFilterProp: 'label' }}
          options={(walls.items ?? []).map((wall) => ({
            value: wall.id,
            label: `${wall.name}（${t('walls.facts', { pages: wall.pages, tiles: wall.tiles })}）`,
            pages: wall.pages,
          }))}
          onSelect={(_: unknown, { value, pages }: { value: string; pages: number }) =>
            edit(
              [
                ...steps,
                ...Array.from({ length: pages }, (_page, page) => ({
                  ...{ key: newId(), wallId: value, page, dwellSeconds: 15, priority: 1 },
                })),
              ].slice(0, 100),
            )
          }
        />
        {steps.length === 0 ? (
          <EmptyView title={t('walls.tour.noStepsTitle')} text={t('walls.tour.noStepsText')} />
        ) : (
          <ol className="mc-tour-steps">
            {steps.map((step, index) => (
              <li key={step.key} className="mc-walls-row" data-testid="tour-step">
                <StepName wallId={step.wallId} page={step.page} />
                <span>
                  {t('walls.tour.dwell')}{' '}
                  <InputNumber
                    size="small"
                    aria-label={t('walls.tour.dwell')}
                    min={3}
                    max={3600}
                    precision={0}
                    value={step.dwellSeconds}
                    onChange={(value) => set(step.key, { dwellSeconds: value ?? 15 })}
                  />
                </span>
                <span>
                  {t('walls.tour.priority')}{' '}
                  <InputNumber
                    size="small"
                    aria-label={t('walls.tour.priority')}
                    min={1}
                    max={5}
                    precision={0}
                    value={step.priority}
                    onChange={(value) => set(step.key, { priority: value ?? 1 })}
                  />
                </span>
                <span className="mc-walls-actions">
                  <Button
                    size="small"
                    aria-label={t('walls.tour.earlier')}
                    disabled={index === 0}
                    onClick={() => move(index, -1)}
                  >
                    ↑
                  </Button>
                  <Button
                    size="small"
                    aria-label={t('walls.tour.later')}
                    disabled={index === steps.length - 1}
                    onClick={() => move(index, 1)}
                  >
                    ↓
                  </Button>
                  <Button size="small" onClick={() => edit(steps.filter(({ key }) => key !== step.key))}>
                    {t('walls.tour.removeStep')}
                  </Button>
                </span>
              </li>
            ))}
          </ol>
        )}
      </div>
    </div>
  );
}

function StepName({ wallId, page }: { wallId: string; page: number }) {
  const { t } = useTranslation();
  const wall = useSavedWall(wallId);
  if (wall.data === undefined)
    return <span className="mc-walls-name">{wall.error === null ? '…' : t('walls.tour.wallGone')}</span>;
  return (
    <span className="mc-walls-name">{nameOf(wall.data, page, t('walls.pageNumber', { n: page + 1 }))}</span>
  );
}

const nameOf = (wall: SavedWall, page: number, otherwise: string): string =>
  wall.pages.length === 1 ? wall.name : `${wall.name} · ${wall.pages[page]?.name || otherwise}`;
