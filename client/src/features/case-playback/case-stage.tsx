/** The stage of a case: its cameras in step, its sessions, its timeline and, beside them, its record. */
import { Button } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { CaseStep } from '../../../../server/contract/cases.ts';
import {
  type CaseFootage,
  type CaseTimeline,
  MOST_IN_STEP,
  type NoFootage,
} from '../../../../server/contract/playback.ts';
import { ExportDialog } from '../../components/evidence/export-dialog.tsx';
import { useFindingDialog } from '../../components/findings/use-finding-dialog.tsx';
import { HoldButton } from '../../components/holds/hold-button.tsx';
import { NoteDialog } from '../../components/playback/note-dialog.tsx';
import { PlaybackKeysHelp } from '../../components/playback/playback-keys-help.tsx';
import { PlaybackStage } from '../../components/playback/playback-stage.tsx';
import { PurposeDialog } from '../../components/playback/purpose-dialog.tsx';
import { Timeline } from '../../components/playback/timeline/timeline.tsx';
import { TransportBar } from '../../components/playback/transport-bar.tsx';
import { usePlayback, usePlayheadAt } from '../../components/playback/use-playback.ts';
import { usePlaybackCommands } from '../../components/playback/use-playback-commands.ts';
import { usePlaybackKeys } from '../../components/playback/use-playback-keys.ts';
import { useMay } from '../../lib/me.ts';
import { CompletenessLine } from './completeness-line.tsx';
import { beginOf, camerasOf, gapAt, STEP_LEAD_MS, sessionAt, sessionOfStep } from './moments.ts';
import { RecordColumn } from './record-column.tsx';
import { SessionTabs } from './session-tabs.tsx';
import { spanOfSession, useCaseLine } from './use-case-line.ts';
import { useCaseViewing } from './use-case-viewing.ts';
import { WindowOverlay } from './window-overlay.tsx';

const ELSEWHERE: readonly NoFootage[] = ['no_window', 'no_camera_then', 'not_allowed'];

export interface CaseStageProps {
  readonly footage: CaseFootage;
  readonly timeline: CaseTimeline;
}

export function CaseStage({ footage, timeline }: CaseStageProps) {
  const { t } = useTranslation();
  const may = useMay();
  const { caseId, caseNo, matterName, sessions } = footage;
  const [at] = useState(useFirstInstant(footage));
  const { viewing, keep } = useCaseViewing(footage);
  const [asking, setAsking] = useState(viewing === undefined);
  const [dialog, setDialog] = useState<'note' | 'export' | 'help' | undefined>();
  const [zones, setZones] = useState(true);
  const [chosenCamera, setChosenCamera] = useState<string>();
  const [last, setLast] = useState(sessionAt(sessions, at) ?? 0);
  const current = sessions[Math.min(last, sessions.length - 1)] as CaseFootage['sessions'][number];
  const cameras = useMemo(() => camerasOf(current), [current]);
  const names = useMemo(() => Object.fromEntries(cameras.map(({ id, name }) => [id, name])), [cameras]);
  const tracks = useMemo(
    () =>
      cameras.slice(0, MOST_IN_STEP).map(({ id }) => {
        const profile = current.sights.find(({ cameraId }) => cameraId === id)?.profile ?? 'main';
        return { cameraId: id, profile };
      }),
    [cameras, current],
  );
  const playback = usePlayback({ tracks, at, viewing });
  const headMs = usePlayheadAt(playback, 250);
  const here = sessionAt(sessions, headMs);
  useEffect(() => {
    if (here !== undefined) setLast(here);
  }, [here]);
  const line = useCaseLine(footage, current);
  const findings = useFindingDialog();
  const commands = usePlaybackCommands({
    ...{ playback, line, names, caseNo },
    chosen: chosenCamera,
    onNote: () => may('notes:write') && setDialog('note'),
    onFinding: () => {
      const session = sessions[here ?? last];
      const cameraId = chosenCamera ?? cameras[0]?.id;
      if (session?.windowId == null || cameraId === undefined) return;
      playback.playhead.pause();
      findings.ask({
        windows: [{ id: session.windowId, code: session.windowCode ?? '' }],
        ...{ cameraId, about: names[cameraId] ?? '', origin: 'playback' },
        atMs: playback.playhead.atMs,
      });
    },
    onHelp: () => setDialog('help'),
  });
  usePlaybackKeys(commands);
  const goTo = useCallback(
    (index: number, atMs: number) => {
      const session = sessions[index];
      if (session === undefined) return;
      setLast(index);
      const shown = line.view.get();
      if (atMs < shown.fromMs || atMs > shown.toMs) line.view.set(spanOfSession(session));
      playback.jump(atMs);
    },
    [sessions, playback, line.view],
  );
  const jump = useCallback(
    (step: CaseStep) => {
      const session = sessionOfStep(footage, step);
      if (session === undefined) return;
      goTo(sessions.indexOf(session), Date.parse(step.occurredAt) - STEP_LEAD_MS);
      playback.playhead.play();
    },
    [footage, sessions, goTo, playback],
  );
  const ranges = useMemo(
    () =>
      sessions.flatMap(({ sights }) =>
        sights.flatMap(({ cameraId, from, to, coverage }) =>
          coverage.spans.some(({ kind }) => kind === 'footage') ? [{ cameraId, from, to }] : [],
        ),
      ),
    [sessions],
  );
  const watchable = ranges.length > 0;
  // What no camera of his could show is said for all of them; what one of them lacks, its tile says.
  const gap = gapAt(footage, current.windowId, headMs);
  const unseen =
    cameras.length === 0
      ? (current.noFootage ?? 'gap')
      : gap !== undefined && ELSEWHERE.includes(gap.reason)
        ? gap.reason
        : undefined;
  const camera = cameras.find(({ id }) => id === chosenCamera) ?? cameras[0];
  return (
    <div className="mc-case-playback">
      <div className="mc-case-playback-head">
        <Link to={`/cases/${caseId}`} className="mc-muted" title={t('casePlayback.back')}>
          ←
        </Link>
        <h1 className="mc-mono">{caseNo}</h1>
        <span className="mc-case-playback-matter" title={matterName}>
          {matterName}
        </span>
        <CompletenessLine
          footage={footage}
          onGap={({ from }) => goTo(sessionAt(sessions, Date.parse(from)) ?? last, Date.parse(from) - 2000)}
        />
        <span className="mc-spring" />
        <Button
          size="small"
          aria-pressed={zones}
          type={zones ? 'primary' : 'default'}
          ghost={zones}
          onClick={() => setZones((shown) => !shown)}
        >
          {t('large.zones')}
        </Button>
        {may('notes:write') && (
          <Button size="small" title="N" onClick={() => setDialog('note')}>
            {t('casePlayback.note')}
          </Button>
        )}
        <HoldButton caseId={caseId} size="small" />
        {may('evidence:write') && watchable && (
          <Button size="small" onClick={() => setDialog('export')}>
            {t('casePlayback.export')}
          </Button>
        )}
      </div>
      <SessionTabs
        sessions={sessions}
        chosen={Math.min(last, sessions.length - 1)}
        onChoose={(index) => sessions[index] !== undefined && goTo(index, beginOf(sessions[index]))}
      />
      <div className="mc-case-playback-body">
        <div className="mc-case-screen">
          <div className="mc-case-pictures">
            {cameras.length > 0 && (
              <PlaybackStage
                playback={playback}
                names={names}
                chosen={chosenCamera}
                onChoose={setChosenCamera}
                overlay={(track) => (
                  <WindowOverlay
                    playback={playback}
                    cameraId={track.cameraId}
                    session={current}
                    zones={zones}
                  />
                )}
              />
            )}
            {unseen !== undefined && (
              <div className="mc-case-no-footage" data-over="" role="status">
                <strong>{t('casePlayback.noFootageTitle')}</strong>
                <span>{t(`casePlayback.reason.${unseen}`)}</span>
              </div>
            )}
          </div>
          {viewing === undefined && watchable && (
            <div className="mc-case-need-purpose">
              <span>{t('casePlayback.needPurpose')}</span>
              <Button type="primary" onClick={() => setAsking(true)}>
                {t('casePlayback.givePurpose')}
              </Button>
            </div>
          )}
          <TransportBar playback={playback} commands={commands} />
          <Timeline playback={playback} line={line} previewOf={viewing && camera?.id} />
        </div>
        <RecordColumn playback={playback} footage={footage} timeline={timeline} onJump={jump} />
      </div>
      {asking && watchable && viewing === undefined && (
        <PurposeDialog
          subject={{ kind: 'case', caseId }}
          about={`${caseNo} ${matterName}`}
          suggestion={t('casePlayback.purpose', { caseNo })}
          onDone={(made) => {
            keep(made);
            setAsking(false);
            playback.playhead.play();
          }}
          onCancel={() => setAsking(false)}
        />
      )}
      {dialog === 'note' && (
        <NoteDialog
          atMs={playback.playhead.atMs}
          cameraId={camera?.id}
          caseId={caseId}
          about={[caseNo, camera?.name].filter((part) => part !== undefined).join(' · ')}
          onDone={() => setDialog(undefined)}
        />
      )}
      {dialog === 'export' && (
        <ExportDialog
          ranges={ranges}
          caseId={caseId}
          title={t('casePlayback.exportTitle', { caseNo })}
          onDone={() => setDialog(undefined)}
        />
      )}
      {findings.element}
      {dialog === 'help' && <PlaybackKeysHelp onClose={() => setDialog(undefined)} />}
    </div>
  );
}

/** Where the address says (`?at=`), or where the first session with footage begins. */
function useFirstInstant({ sessions }: CaseFootage): number {
  const [search] = useSearchParams();
  const asked = Date.parse(search.get('at') ?? '');
  if (!Number.isNaN(asked)) return asked;
  const first = sessions.find(({ noFootage }) => noFootage === null) ?? sessions[0];
  return first === undefined ? 0 : beginOf(first);
}
