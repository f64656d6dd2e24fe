/** The stage, its transport and its timeline, once there are cameras; asks why before anything is fetched. */
import { App, Drawer } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CameraRange } from '../../../../server/contract/playback.ts';
import { ExportDialog } from '../../components/evidence/export-dialog.tsx';
import { useFindingDialog } from '../../components/findings/use-finding-dialog.tsx';
import { windowsThen } from '../../components/findings/windows-then.ts';
import { HoldDialog } from '../../components/holds/hold-dialog.tsx';
import { NoteDialog } from '../../components/playback/note-dialog.tsx';
import { PlaybackKeysHelp } from '../../components/playback/playback-keys-help.tsx';
import { PlaybackStage } from '../../components/playback/playback-stage.tsx';
import { PurposeDialog } from '../../components/playback/purpose-dialog.tsx';
import type { LineCamera } from '../../components/playback/timeline/lanes.ts';
import { MarksList } from '../../components/playback/timeline/marks-list.tsx';
import { Timeline } from '../../components/playback/timeline/timeline.tsx';
import { useLineWindows } from '../../components/playback/timeline/use-line-windows.ts';
import { useTimeline } from '../../components/playback/timeline/use-timeline.ts';
import { TransportBar } from '../../components/playback/transport-bar.tsx';
import { useCovered, useRefusals } from '../../components/playback/use-covered.ts';
import { usePlayback, usePlayheadAt } from '../../components/playback/use-playback.ts';
import { usePlaybackCommands } from '../../components/playback/use-playback-commands.ts';
import { usePlaybackKeys } from '../../components/playback/use-playback-keys.ts';
import { useMay } from '../../lib/me.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { dateText, minuteText } from '../../lib/time.ts';
import { useInstantInAddress } from './use-address.ts';
import { useTrackSound } from './use-track-sound.ts';

export interface PlaybackRoomProps {
  readonly cameras: readonly LineCamera[];
  readonly at: number;
  readonly layout: number | undefined;
  /** He is still choosing cameras: the purpose is asked for when he has them. */
  readonly choosing: boolean;
}

const DAY_MS = 86_400_000;
/** What is held or exported where nobody set in and out. */
const BESIDE_MS = 30_000;

type Open = 'purpose' | 'hold' | 'export' | 'note' | 'list' | 'help' | undefined;

export function PlaybackRoom({ cameras, at, layout, choosing }: PlaybackRoomProps) {
  const { t } = useTranslation();
  const may = useMay();
  const covered = useCovered();
  const windows = useLineWindows(cameras, at);
  const line = useTimeline({ cameras, windows, at });
  const tracks = cameras.map(({ id }) => {
    const profile = line.profiles?.get(id);
    return { cameraId: id, ...(profile && { profile }) };
  });
  const playback = usePlayback({ tracks, at, viewing: covered.viewing });
  const [chosen, choose] = useState<string | undefined>();
  const lead = cameras.find(({ id }) => id === chosen) ?? cameras[0];
  const [open, setOpen] = useState<Open>();
  const names = useMemo(() => Object.fromEntries(cameras.map(({ id, name }) => [id, name])), [cameras]);
  const headMs = usePlayheadAt(playback, 500);
  const ids = cameras.map(({ id }) => id);
  const isCovered = covered.covers(ids, headMs);
  const known = covered.viewing !== undefined;
  const { distrust } = covered;
  const refused = useCallback(() => {
    distrust();
    if (!choosing) setOpen('purpose');
  }, [distrust, choosing]);
  useRefusals(playback, isCovered, refused);
  const sound = useTrackSound(playback, lead?.id);
  const commands = usePlaybackCommands({
    ...{ playback, line, names, chosen: lead?.id },
    onHelp: () => setOpen('help'),
    ...(may('notes:write') && { onNote: () => openNote() }),
    onFinding: () => void noteFinding(),
    ...(sound !== undefined && { onSound: sound.toggle }),
  });
  usePlaybackKeys(commands);
  useInstantInAddress(playback);
  // Asked once by itself for the cameras chosen; whoever says no finds the button on the stage.
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (choosing) setAsked(false);
    if (!known || asked || choosing) return;
    setAsked(true);
    if (!isCovered) setOpen('purpose');
  }, [known, asked, isCovered, choosing]);
  const close = () => setOpen(undefined);
  const [noteMs, setNoteMs] = useState(0);
  const openNote = () => {
    playback.playhead.pause();
    setNoteMs(playback.playhead.atMs);
    setOpen('note');
  };
  const findings = useFindingDialog();
  const { message } = App.useApp();
  const noteFinding = async () => {
    if (lead === undefined || !findings.may) return;
    playback.playhead.pause();
    const { atMs } = playback.playhead;
    try {
      const windows = await windowsThen(lead.id, atMs);
      findings.ask({ windows, cameraId: lead.id, about: lead.name, atMs, origin: 'playback' });
    } catch (error) {
      void message.error(problemWords(error, t));
    }
  };
  const day = dayOf(headMs);
  const ranges = (): CameraRange[] => rangesOf(playback.playhead.state.marks, playback.playhead.atMs, ids);
  return (
    <>
      <div className="mc-playback-stage">
        <PlaybackStage
          playback={playback}
          names={names}
          {...(layout !== undefined && { layout })}
          chosen={lead?.id}
          onChoose={choose}
        />
        {known && !isCovered && open !== 'purpose' && (
          <div className="mc-playback-ask" role="status">
            <span>{t('playback.purpose.needed')}</span>
            <button type="button" className="mc-button" data-primary="" onClick={() => setOpen('purpose')}>
              {t('playback.purpose.give')}
            </button>
          </div>
        )}
      </div>
      <TransportBar playback={playback} commands={commands} {...(sound !== undefined && { sound })}>
        {may('notes:write') && (
          <button
            type="button"
            className="mc-tool"
            title={`${t('playback.key.note')}（N）`}
            onClick={openNote}
          >
            {t('playback.note')}
          </button>
        )}
        {findings.may && (
          <button
            type="button"
            className="mc-tool"
            title={`${t('playback.key.finding')}（B）`}
            onClick={() => void noteFinding()}
          >
            {t('playback.key.finding')}
          </button>
        )}
        {may('holds:write') && (
          <button
            type="button"
            className="mc-tool"
            title={t('playback.rangeHint')}
            onClick={() => setOpen('hold')}
          >
            {t('playback.hold')}
          </button>
        )}
        {may('evidence:write') && (
          <button
            type="button"
            className="mc-tool"
            title={t('playback.rangeHint')}
            onClick={() => setOpen('export')}
          >
            {t('playback.export')}
          </button>
        )}
        <button
          type="button"
          className="mc-tool"
          aria-pressed={open === 'list'}
          onClick={() => setOpen('list')}
        >
          {t('playback.marks.list')}
        </button>
      </TransportBar>
      {line.error !== null && (
        <p className="mc-playback-fault" role="alert">
          {t('playback.noCoverage', { reason: problemWords(line.error, t) })}
        </p>
      )}
      <Timeline playback={playback} line={line} previewOf={isCovered ? lead?.id : undefined} />
      {open === 'purpose' && (
        <PurposeDialog
          subject={{ kind: 'range', cameraIds: ids, from: iso(day.fromMs), to: iso(day.toMs) }}
          about={t('playback.purpose.about', {
            cameras: cameras.map(({ name }) => name).join(t('common.comma')),
            from: minuteText(day.fromMs),
            to: minuteText(day.toMs),
          })}
          {...(covered.purpose !== undefined && { suggestion: covered.purpose })}
          onDone={(viewing) => {
            covered.add(viewing);
            close();
          }}
          onCancel={close}
        />
      )}
      {open === 'hold' && <HoldDialog ranges={ranges()} onDone={close} />}
      {open === 'export' && (
        <ExportDialog ranges={ranges()} title={`${lead?.name ?? ''} ${dateText(headMs)}`} onDone={close} />
      )}
      {open === 'note' && (
        <NoteDialog atMs={noteMs} cameraId={lead?.id} about={lead?.name ?? ''} onDone={close} />
      )}
      {findings.element}
      {open === 'help' && <PlaybackKeysHelp onClose={close} />}
      <Drawer
        open={open === 'list'}
        onClose={close}
        title={t('playback.marks.title')}
        mask={false}
        size={460}
      >
        <MarksList playback={playback} line={line} />
      </Drawer>
    </>
  );
}

const iso = (ms: number): string => new Date(Math.round(ms)).toISOString();

/** The reader's own day, a little of the days beside it so that midnight is no border; nothing beyond tomorrow. */
function dayOf(atMs: number): { fromMs: number; toMs: number } {
  const begin = new Date(atMs);
  begin.setHours(0, 0, 0, 0);
  return { fromMs: begin.getTime(), toMs: begin.getTime() + DAY_MS };
}

function rangesOf(
  marks: { readonly inMs: number | undefined; readonly outMs: number | undefined },
  atMs: number,
  cameraIds: readonly string[],
): CameraRange[] {
  const fromMs = marks.inMs ?? (marks.outMs === undefined ? atMs - BESIDE_MS : marks.outMs - 2 * BESIDE_MS);
  const toMs = marks.outMs ?? (marks.inMs === undefined ? atMs + BESIDE_MS : marks.inMs + 2 * BESIDE_MS);
  return cameraIds.map((cameraId) => ({ cameraId, from: iso(fromMs), to: iso(toMs) }));
}
