/** What Prometheus is told of recording and playing back; disks, index and retention tell their own (recordings). */
import type { Registry } from 'prom-client';
import type { RecorderFigures } from '../streams/recorder/index.ts';
import { counter, gauge } from './platform/http/figures.ts';
import type { PlaybackWay } from './playback/index.ts';

export interface FootageFigures {
  readonly registry: Registry;
  readonly recorder: () => RecorderFigures;
  readonly diskPath: (diskId: string) => string;
  readonly playback: {
    bytesSent(): ReadonlyMap<PlaybackWay, number>;
    openReads(): number;
  };
}

export function addFootageFigures({ registry, recorder, diskPath, playback }: FootageFigures): void {
  gauge(registry, 'mc_recorder_streams', 'Camera profiles to record, by how they do', ['state'], () => {
    const { cameras, buffered } = recorder();
    return Object.entries({ ...cameras, buffered }).map(([state, count]) => [{ state }, count] as const);
  });
  gauge(
    registry,
    'mc_recorder_gaps',
    'Camera profiles that are to be recorded and are not, by why',
    ['cause', 'code'],
    () => recorder().gaps.map(({ cause, code, count }) => [{ cause, code: code ?? '' }, count] as const),
  );
  const total = (name: string, help: string, value: (figures: RecorderFigures) => number) =>
    counter(registry, name, help, [], () => [[{}, value(recorder())]]);
  total('mc_recorder_written_bytes_total', 'Footage written', ({ bytes }) => bytes);
  total('mc_recorder_files_total', 'Files begun', ({ files }) => files);
  total(
    'mc_recorder_dropped_pictures_total',
    'Pictures that came and were not recorded: before a keyframe, or because of a disk',
    ({ droppedUnits }) => droppedUnits,
  );
  gauge(registry, 'mc_recorder_waiting_bytes', 'Footage in memory that waits for a disk', [], () => [
    [{}, recorder().waitingBytes],
  ]);
  const disk = (name: string, help: string, ms: (one: RecorderFigures['disks'][number]) => number) =>
    gauge(registry, name, help, ['disk'], () =>
      recorder().disks.map((one) => [{ disk: diskPath(one.diskId) }, ms(one) / 1000] as const),
    );
  disk('mc_recorder_disk_write_seconds', 'What the last write took', ({ lastWriteMs }) => lastWriteMs);
  disk('mc_recorder_disk_busy_seconds', 'How long the write under way has taken', ({ busyMs }) => busyMs);
  gauge(registry, 'mc_playback_reads', 'Recordings being sent', [], () => [[{}, playback.openReads()]]);
  counter(registry, 'mc_playback_sent_bytes_total', 'Recordings sent, by way', ['way'], () =>
    [...playback.bytesSent()].map(([way, bytes]) => [{ way }, bytes] as const),
  );
}
