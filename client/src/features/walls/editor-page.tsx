/** Building a wall: cameras at the left, the page as it will be, every step undone by Ctrl+Z. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { type SavedWall, savedWall, type TileContent } from '../../../../server/contract/walls.ts';
import { ErrorView } from '../../components/state-views.tsx';
import { api } from '../../lib/api.ts';
import { usePageKeys } from '../../lib/page-keys.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { inDialog, typing } from '../../lib/typing.ts';
import { useLeaveGuard } from '../../lib/use-leave-guard.ts';
import { listKey } from '../../lib/use-list.ts';
import { EditorGrid } from './editor-grid.tsx';
import * as model from './editor-model.ts';
import { EditorPages } from './editor-pages.tsx';
import { SourcePanel } from './source-panel.tsx';
import { boxesFor, type TemplateName, templateBoxes, templateNames } from './templates.ts';
import { type GroupBy, useSavedWall, wallsKey } from './walls-api.ts';
import '../../components/wall/wall-frame.css';
import './walls.css';
import './editor.css';

export default function EditorPage() {
  const { wallId } = useParams();
  const [search] = useSearchParams();
  const { data, error, refetch } = useSavedWall(wallId);
  const from = search.get('from');
  if (wallId === undefined) return <Editor key={`new/${from}`} wall={undefined} from={from} />;
  if (data === undefined && error !== null) return <ErrorView error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <div className="mc-skeleton mc-stage-skeleton" aria-busy="true" />;
  // As it was when one began: what others save meanwhile is told when one saves.
  return <Editor key={data.id} wall={data} from={null} />;
}

/** Nine windows in trouble: what fills itself. */
function troubleDraft(): model.Draft {
  const empty = model.begin('', []).draft;
  const contents = Array.from({ length: 9 }, (_, rank): TileContent => ({ kind: 'trouble', rank }));
  return model.add(model.arrangeBy(empty, boxesFor(9)), contents);
}

const groupings: readonly GroupBy[] = ['hall', 'department', 'matter', 'state'];

function Editor({ wall, from }: { wall: SavedWall | undefined; from: string | null }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [editing, setEditing] = useState(() => {
    const begun = model.begin(wall?.name ?? '', wall?.pages ?? []);
    return from === 'trouble' ? { ...begun, draft: troubleDraft() } : begun;
  });
  const [saved, setSaved] = useState({ draft: editing.draft, wall });
  const [chosenId, choose] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const { draft, past, future } = editing;
  const isDirty = draft.pages !== saved.draft.pages || draft.name !== saved.draft.name;
  useLeaveGuard(isDirty && !busy, t('walls.leave'));
  const change = useCallback(
    (make: (draft: model.Draft) => model.Draft) => setEditing((before) => model.step(before, make)),
    [],
  );
  const undo = useCallback(() => setEditing(model.undo), []);
  const redo = useCallback(() => setEditing(model.redo), []);
  const onPage = useMemo(
    () => new Set(model.tilesOf(draft).flatMap(({ content }) => cameraOf(content))),
    [draft],
  );
  const addCameras = useCallback(
    (ids: readonly string[]) =>
      change((before) => {
        const contents = ids.map((cameraId): TileContent => ({ kind: 'camera', cameraId }));
        const isEmpty = model.tilesOf(before).length === 0 && before.slots.length === 0;
        const ground = isEmpty && ids.length > 1 ? model.arrangeBy(before, boxesFor(ids.length)) : before;
        return model.add(ground, contents);
      }),
    [change],
  );
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    const name = draft.name.trim() || t('walls.unnamed');
    const { pages } = draft;
    try {
      const answer =
        saved.wall === undefined
          ? await api('/walls', { method: 'POST', body: { name, pages, shares: [] }, schema: savedWall })
          : await api(`/walls/${saved.wall.id}`, {
              method: 'PUT',
              body: { name, pages, shares: saved.wall.shares, version: saved.wall.version },
              schema: savedWall,
            });
      queries.setQueryData([...wallsKey, answer.id], answer);
      void queries.invalidateQueries({ queryKey: listKey('/walls') });
      setSaved({ draft, wall: answer });
      void message.success(t('common.saved'));
      if (saved.wall === undefined) setGoTo(`/walls/${answer.id}/edit`);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  // Once what was saved is known to be saved: else the guard would ask.
  const [goTo, setGoTo] = useState<string>();
  useEffect(() => {
    if (goTo !== undefined && !isDirty) void navigate(goTo, { replace: true });
  }, [goTo, isDirty, navigate]);
  useEditorKeys({ undo, redo, save: () => void save() });
  usePageKeys([
    ['← → ↑ ↓', t('walls.key.place')],
    ['Shift ← → ↑ ↓', t('walls.key.resize')],
    ['Delete', t('walls.key.remove')],
    ['Ctrl Z  Ctrl Y', t('walls.key.undo')],
    ['Ctrl S', t('walls.key.save')],
  ]);
  const group = groupings.find((one) => one === from) ?? 'hall';
  return (
    <div className="mc-editor" data-testid="wall-editor" data-dirty={isDirty}>
      <header className="mc-walls-head">
        <Link className="mc-tool-link" to={saved.wall === undefined ? '/walls' : `/walls/${saved.wall.id}`}>
          ‹ {t('common.back')}
        </Link>
        <Input
          className="mc-editor-name"
          aria-label={t('walls.name')}
          placeholder={t('walls.name')}
          maxLength={100}
          value={draft.name}
          onChange={({ target }) => setEditing((before) => named(before, target.value))}
        />
        <Button disabled={past.length === 0} onClick={undo} title="Ctrl+Z">
          {t('walls.undo')}
        </Button>
        <Button disabled={future.length === 0} onClick={redo} title="Ctrl+Y">
          {t('walls.redo')}
        </Button>
        <span className="mc-spring" />
        <Templates onPick={(name) => change((before) => model.arrangeBy(before, templateBoxes(name)))} />
        <Button
          type="primary"
          loading={busy}
          disabled={!isDirty && saved.wall !== undefined}
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
      <div className="mc-editor-body">
        <SourcePanel
          begin={group}
          onPage={onPage}
          onAdd={addCameras}
          onTrouble={() =>
            change((before) => {
              const ranks = model
                .tilesOf(before)
                .flatMap(({ content }) => (content.kind === 'trouble' ? [content.rank] : []));
              return model.add(before, [
                { kind: 'trouble', rank: ranks.length === 0 ? 0 : Math.max(...ranks) + 1 },
              ]);
            })
          }
        />
        <div className="mc-editor-main">
          <EditorPages
            draft={draft}
            onGo={(page) => setEditing((before) => model.goTo(before, page))}
            onChange={change}
          />
          <EditorGrid draft={draft} chosenId={chosenId} onChoose={choose} onChange={change} />
          <p className="mc-editor-hint">{t('walls.editorHint')}</p>
        </div>
      </div>
    </div>
  );
}

const cameraOf = (content: TileContent): string[] => (content.kind === 'camera' ? [content.cameraId] : []);

/** Typing a name is not undone letter by letter. */
const named = (editing: model.Editing, name: string): model.Editing => ({
  ...editing,
  draft: { ...editing.draft, name },
});

function Templates({ onPick }: { onPick: (name: TemplateName) => void }) {
  const { t } = useTranslation();
  return (
    <span className="mc-segments" title={t('walls.templates')}>
      {templateNames.map((name) => (
        <button key={name} type="button" title={t('walls.template', { name })} onClick={() => onPick(name)}>
          {name}
        </button>
      ))}
    </span>
  );
}

function useEditorKeys(keys: { undo: () => void; redo: () => void; save: () => void }): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || inDialog()) return;
      const key = event.key.toLowerCase();
      if (key === 's') latest.current.save();
      else if (typing(event)) return;
      else if (key === 'y' || (key === 'z' && event.shiftKey)) latest.current.redo();
      else if (key === 'z') latest.current.undo();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
