/**
 * What Prometheus is told of the media plane. A series carries a camera only while that camera is registered, so
 * their number is bounded by the registry; nothing is labelled by viewer.
 */
import type { Registry } from 'prom-client';
import type { LineStatus, SlabFigures, StreamStatus } from '../streams/index.ts';
import type { WebRtcFigures } from '../streams/outputs/webrtc/index.ts';
import type { ViewingWay } from './live/index.ts';
import { counter, gauge, type Labels, type Samples } from './platform/http/figures.ts';

export interface MediaFigures {
  readonly registry: Registry;
  readonly now: () => number;
  readonly statuses: () => readonly StreamStatus[];
  /** Every registered camera. */
  readonly cameras: () => Promise<readonly { id: string; name: string; hallId: string; hall: string }[]>;
  readonly viewings: () => ReadonlyMap<ViewingWay, number>;
  /** Bytes of media answered over HTTP since the start. */
  readonly bytesSent: () => ReadonlyMap<ViewingWay, number>;
  readonly flvDropped: () => ReadonlyMap<string, number>;
  readonly lines: () => readonly LineStatus[];
  readonly transcodes: () => { readonly running: number; readonly queued: number; readonly slots: number };
  readonly memory: () => SlabFigures;
  /** Undefined: there is no WebRTC here. */
  readonly webrtc: () => Promise<WebRtcFigures | undefined>;
}

export function addMediaFigures(figures: MediaFigures): void {
  streamFigures(figures);
  cameraFigures(figures);
  viewerFigures(figures);
  plantFigures(figures);
}

function streamFigures({ registry, statuses }: MediaFigures): void {
  gauge(registry, 'mc_streams', 'Streams of camera profiles by state', ['state'], () =>
    countBy(statuses(), ({ state }) => state.name),
  );
  gauge(registry, 'mc_stream_restarts', 'Source starts after the first, over all streams', [], () => [
    [{}, statuses().reduce((sum, { totals }) => sum + (totals?.restarts ?? 0), 0)],
  ]);
}

function cameraFigures({ registry, statuses, cameras, now }: MediaFigures): void {
  const labels = ['camera', 'profile'];
  /** The streams of registered cameras that give this figure. */
  const each =
    (of: (status: StreamStatus) => number | undefined, more: (status: StreamStatus) => Labels = () => ({})) =>
    async (): Promise<Samples> => {
      const registered = new Set((await cameras()).map(({ id }) => id));
      return statuses().flatMap((status) => {
        const value = registered.has(status.key.cameraId) ? of(status) : undefined;
        if (value === undefined) return [];
        return [
          [{ camera: status.key.cameraId, profile: status.key.profile, ...more(status) }, value],
        ] as const;
      });
    };
  const figure = (name: string, help: string, of: (status: StreamStatus) => number | undefined) =>
    gauge(registry, name, help, labels, each(of));
  const total = (name: string, help: string, of: (status: StreamStatus) => number | undefined) =>
    counter(registry, name, help, labels, each(of));

  gauge(
    registry,
    'mc_camera_info',
    'Names of registered cameras, always 1',
    ['camera', 'name', 'hall', 'hall_name'],
    async () =>
      (await cameras()).map(
        ({ id, name, hallId, hall }) => [{ camera: id, name, hall: hallId, hall_name: hall }, 1] as const,
      ),
  );
  figure('mc_camera_up', '1 while pictures come, 0 while they should and do not', ({ state, holders }) =>
    state.name === 'live' ? 1 : holders > 0 ? 0 : undefined,
  );
  gauge(
    registry,
    'mc_camera_state',
    'Always 1; the label is the state of the stream',
    [...labels, 'state'],
    each(
      () => 1,
      ({ state }) => ({ state: state.name }),
    ),
  );
  gauge(
    registry,
    'mc_camera_fault',
    'Always 1; the label is why there is no picture',
    [...labels, 'code'],
    each(
      ({ fault }) => (fault ? 1 : undefined),
      ({ fault }) => ({ code: fault?.code ?? '' }),
    ),
  );
  gauge(
    registry,
    'mc_camera_source',
    'Always 1; what pulls the camera, and the reason where it is not the client in process',
    [...labels, 'kind', 'reason'],
    each(
      ({ source }) => (source ? 1 : undefined),
      ({ source }) => ({ kind: source?.kind ?? '', reason: source?.reason?.code ?? '' }),
    ),
  );
  figure('mc_camera_fps', 'Pictures a second', ({ fps }) => fps);
  figure('mc_camera_bitrate_kbps', 'What the camera sends', ({ bitrateKbps }) => bitrateKbps);
  figure('mc_camera_holders', 'Viewers and recorders that hold the stream', ({ holders }) => holders);
  figure(
    'mc_camera_last_picture_seconds',
    'Since the newest picture came, while one is wanted',
    ({ lastPictureMs, holders }) =>
      lastPictureMs === undefined || holders === 0 ? undefined : Math.max(0, now() - lastPictureMs) / 1000,
  );
  figure('mc_camera_clock_offset_seconds', 'The camera’s wall clock less ours', ({ clock }) =>
    clock?.offsetMs === undefined ? undefined : clock.offsetMs / 1000,
  );
  figure(
    'mc_camera_clock_drift_ppm',
    'How fast the camera’s media clock runs',
    ({ clock }) => clock?.driftPpm,
  );
  total('mc_camera_restarts_total', 'Source starts after the first', ({ totals }) => totals?.restarts);
  total(
    'mc_camera_rtp_lost_total',
    'RTP packets lost between camera and us',
    ({ totals }) => totals?.packetsLost,
  );
  total(
    'mc_camera_dropped_to_keyframe_total',
    'Pictures left out until the next keyframe, as one they need was lost',
    ({ totals }) => totals?.unitsDropped,
  );
  total(
    'mc_camera_timestamp_jumps_total',
    'Camera timestamps that made no sense and were replaced',
    ({ totals }) => totals?.timestampJumps,
  );
}

function viewerFigures({ registry, viewings, bytesSent, flvDropped, webrtc }: MediaFigures): void {
  gauge(
    registry,
    'mc_viewings',
    'Camera pictures being watched, by way (http: LL-HLS and GOPs)',
    ['way'],
    () => [...viewings()].map(([way, count]) => [{ way }, count] as const),
  );
  counter(registry, 'mc_media_sent_bytes_total', 'Media answered over HTTP, by way', ['way'], () =>
    [...bytesSent()].map(([way, bytes]) => [{ way }, bytes] as const),
  );
  counter(registry, 'mc_flv_dropped_total', 'FLV viewers cut off, by why', ['code'], () =>
    [...flvDropped()].map(([code, count]) => [{ code }, count] as const),
  );
  const rtc = (of: (figures: WebRtcFigures) => Samples) => async () => {
    const now = await webrtc();
    return now ? of(now) : [];
  };
  gauge(registry, 'mc_webrtc_sessions', 'WebRTC sessions; -1 where there is no WebRTC', [], async () => {
    const now = await webrtc();
    return [[{}, now ? now.workers.reduce((sum, { sessions }) => sum + sessions, 0) : -1]];
  });
  gauge(
    registry,
    'mc_webrtc_workers',
    'Media workers that run',
    [],
    rtc(({ workers }) => [[{}, workers.filter(({ pid }) => pid !== undefined).length]]),
  );
  gauge(
    registry,
    'mc_webrtc_consumers',
    'Pictures and sounds sent over WebRTC',
    ['kind', 'protocol'],
    rtc(({ viewers }) => {
      const counts = new Map<string, readonly [Labels, number]>();
      for (const { kind, protocol = 'none' } of viewers)
        counts.set(kind + protocol, [{ kind, protocol }, (counts.get(kind + protocol)?.[1] ?? 0) + 1]);
      return [...counts.values()];
    }),
  );
  gauge(
    registry,
    'mc_webrtc_bitrate_kbps',
    'Sent to all WebRTC viewers',
    [],
    rtc(({ viewers }) => [[{}, viewers.reduce((sum, { bitrateKbps }) => sum + bitrateKbps, 0)]]),
  );
  gauge(
    registry,
    'mc_webrtc_loss_ratio',
    'Packets lost to packets sent, over those who watch now',
    [],
    rtc(({ viewers }) => {
      const sent = viewers.reduce((sum, { packetsSent }) => sum + packetsSent, 0);
      const lost = viewers.reduce((sum, { packetsLost }) => sum + packetsLost, 0);
      return [[{}, sent === 0 ? 0 : Math.max(0, lost) / sent]];
    }),
  );
}

function plantFigures({ registry, transcodes, lines, memory }: MediaFigures): void {
  gauge(
    registry,
    'mc_transcodes',
    'Pictures being encoded for browsers, and those that wait for it',
    ['state'],
    () => {
      const { running, queued } = transcodes();
      return [
        [{ state: 'running' }, running],
        [{ state: 'queued' }, queued],
      ];
    },
  );
  gauge(registry, 'mc_transcode_slots', 'Pictures that may be encoded at once', [], () => [
    [{}, transcodes().slots],
  ]);
  const line = (of: (status: LineStatus) => number | null) => () =>
    lines().flatMap((status) => {
      const value = of(status);
      return value === null ? [] : [[{ hall: status.lineId }, value] as const];
    });
  gauge(
    registry,
    'mc_line_used_kbps',
    'What pictures take of a hall’s line',
    ['hall'],
    line(({ usedKbps }) => usedKbps),
  );
  gauge(
    registry,
    'mc_line_cap_kbps',
    'What pictures may take of a hall’s line; no series without a cap',
    ['hall'],
    line(({ capKbps }) => capKbps),
  );
  gauge(
    registry,
    'mc_line_waiting',
    'Viewings that wait for room on a hall’s line',
    ['hall'],
    line(({ waiting }) => waiting),
  );
  gauge(registry, 'mc_media_memory_bytes', 'Memory that access units lie in', ['state'], () => {
    const { bytesInUse, bytesSpare } = memory();
    return [
      [{ state: 'in_use' }, bytesInUse],
      [{ state: 'spare' }, bytesSpare],
    ];
  });
  counter(
    registry,
    'mc_media_memory_refused_total',
    'Pictures larger than any camera may make them',
    [],
    () => [[{}, memory().refused]],
  );
}

function countBy<T>(all: readonly T[], of: (one: T) => string): Samples {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(of(one), (counts.get(of(one)) ?? 0) + 1);
  return [...counts].map(([state, count]) => [{ state }, count] as const);
}
