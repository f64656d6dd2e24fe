import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import type { StreamStatus } from '../streams/index.ts';
import { addFootageFigures } from './footage-figures.ts';
import { addMediaFigures, type MediaFigures } from './media-figures.ts';
import { createRegistry, measureRequests } from './platform/http/metrics.ts';

const NOW = 1_795_000_000_000;
const live = (cameraId: string, more: Partial<StreamStatus> = {}): StreamStatus => ({
  key: { cameraId, profile: 'sub' },
  state: { name: 'live', sinceMs: NOW - 60_000 },
  holders: 2,
  restarts: 1,
  fps: 25,
  bitrateKbps: 512,
  lastPictureMs: NOW - 40,
  source: { kind: 'in-process' },
  totals: { restarts: 3, packetsLost: 7, unitsDropped: 5, timestampJumps: 1 },
  clock: { offsetMs: -2500, driftPpm: 12 },
  ...more,
});

function setUp(over: Partial<MediaFigures> = {}): Registry {
  const registry = createRegistry();
  measureRequests(registry);
  addMediaFigures({
    registry,
    now: () => NOW,
    statuses: () => [live('a'), live('removed')],
    cameras: async () => [{ id: 'a', name: '一号机', hallId: 'h', hall: '一号厅' }],
    viewings: () => new Map([['webrtc', 3] as const, ['http', 1] as const]),
    bytesSent: () => new Map([['http', 1234] as const]),
    flvDropped: () => new Map([['too_slow', 2]]),
    lines: () => [{ lineId: 'h', capKbps: 1600, usedKbps: 512, waiting: 1, streams: [] }],
    transcodes: () => ({ running: 1, queued: 2, slots: 1 }),
    memory: () => ({ slabsInUse: 1, bytesInUse: 65_536, slabsSpare: 0, bytesSpare: 0, refused: 0 }),
    webrtc: async () => ({
      workers: [{ port: 8189, pid: 7, sessions: 2, consumers: 1, producers: 1 }],
      viewers: [
        {
          ...{ key: { cameraId: 'a', profile: 'sub' }, kind: 'video', protocol: 'udp', bytesSent: 1 },
          ...{ bitrateKbps: 512, packetsSent: 200, packetsLost: 4, packetsResent: 0, rttMs: 1 },
        },
      ],
    }),
    ...over,
  });
  addFootageFigures({
    registry,
    recorder: () => ({
      ...{
        cameras: { recording: 4, waiting: 0, fault: 2 },
        buffered: 1,
        bytes: 5000,
        files: 6,
        droppedUnits: 3,
      },
      gaps: [{ cause: 'camera', code: 'camera_unreachable', count: 2 }],
      ...{ waitingBytes: 0, disks: [{ diskId: 'd', lastWriteMs: 20, busyMs: 0 }] },
    }),
    diskPath: (id) => `/${id}`,
    playback: { bytesSent: () => new Map([['file', 77] as const]), openReads: () => 5 },
  });
  return registry;
}

describe('figures', () => {
  test('of registered cameras, with their counters, and of what all share', async () => {
    const text = await setUp().metrics();
    const at = '{camera="a",profile="sub"';
    for (const line of [
      `mc_camera_up${at}} 1`,
      `mc_camera_state${at},state="live"} 1`,
      `mc_camera_source${at},kind="in-process",reason=""} 1`,
      `mc_camera_fps${at}} 25`,
      `mc_camera_restarts_total${at}} 3`,
      `mc_camera_rtp_lost_total${at}} 7`,
      `mc_camera_dropped_to_keyframe_total${at}} 5`,
      `mc_camera_last_picture_seconds${at}} 0.04`,
      `mc_camera_clock_offset_seconds${at}} -2.5`,
      'mc_camera_info{camera="a",name="一号机",hall="h",hall_name="一号厅"} 1',
      'mc_streams{state="live"} 2',
      'mc_viewings{way="webrtc"} 3',
      'mc_media_sent_bytes_total{way="http"} 1234',
      'mc_webrtc_sessions 2',
      'mc_webrtc_consumers{kind="video",protocol="udp"} 1',
      'mc_webrtc_loss_ratio 0.02',
      'mc_transcodes{state="queued"} 2',
      'mc_line_used_kbps{hall="h"} 512',
      'mc_line_cap_kbps{hall="h"} 1600',
      'mc_media_memory_bytes{state="in_use"} 65536',
      'mc_recorder_streams{state="buffered"} 1',
      'mc_recorder_gaps{cause="camera",code="camera_unreachable"} 2',
      'mc_recorder_disk_write_seconds{disk="/d"} 0.02',
      'mc_playback_sent_bytes_total{way="file"} 77',
      'mc_playback_reads 5',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).not.toContain('removed');
  });

  test('a fault is told by its code; what is not wanted is neither up nor late; scraping twice counts once', async () => {
    const fault = { code: 'camera_unreachable', message: 'not there' } as const;
    const away = { name: 'backing-off', sinceMs: NOW, attempt: 1, retryAtMs: NOW, fault } as const;
    const registry = setUp({
      statuses: () => [live('a', { state: away, fault })],
      webrtc: async () => undefined,
    });
    await registry.metrics();
    const text = await registry.metrics();
    expect(text).toContain('mc_camera_fault{camera="a",profile="sub",code="camera_unreachable"} 1');
    expect(text).toContain('mc_camera_up{camera="a",profile="sub"} 0');
    expect(text).toContain('mc_camera_restarts_total{camera="a",profile="sub"} 3');
    expect(text).toContain('mc_webrtc_sessions -1');
    const idle = setUp({
      statuses: () => [live('a', { state: { name: 'idle', sinceMs: NOW }, holders: 0 })],
    });
    expect(await idle.metrics()).not.toMatch(/mc_camera_(up|last_picture_seconds)\{/);
  });
});

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
}

describe('the Grafana dashboard', () => {
  const recordingFigures = readFileSync(join(import.meta.dirname, 'recordings/recording-figures.ts'), 'utf8');
  const LABELS = new Set(['disk', 'state']);
  const file = join(import.meta.dirname, '../docs/grafana/mingchuang.json');
  const dashboard = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly title: string;
    readonly uid: string;
    readonly schemaVersion: number;
    readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
    readonly panels: readonly Panel[];
  };
  const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

  test('is one that Grafana reads: its panels have their own ids, places that do not overlap, and a source', () => {
    expect(dashboard).toMatchObject({ uid: 'mingchuang', schemaVersion: 39, editable: true });
    expect(dashboard.templating.list).toMatchObject([{ name: 'datasource', type: 'datasource' }]);
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { type, title, gridPos, datasource, targets = [] } of panels) {
      expect(['row', 'stat', 'timeseries', 'table']).toContain(type);
      expect(title).not.toBe('');
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), `${title} at ${x} ${y}`).toBe(false);
          taken.add(`${x} ${y}`);
        }
      if (type === 'row') continue;
      expect(datasource?.type).toBe('prometheus');
      expect(datasource?.uid).toMatch(/^\$\{datasource\}$/);
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    }
  });

  test('asks only for figures that there are, by labels they have', async () => {
    const known = new Map<string, ReadonlySet<string>>();
    for (const metric of await setUp().getMetricsAsJSON()) {
      const labels = new Set(metric.values.flatMap((value) => Object.keys(value.labels)));
      known.set(metric.name, labels);
      for (const suffix of ['_bucket', '_sum', '_count']) known.set(`${metric.name}${suffix}`, labels);
    }
    // Told by the slice itself, which needs its database for them.
    for (const [name] of recordingFigures.matchAll(/\bmc_recording_\w+/g))
      known.set(name, known.get(name) ?? LABELS);
    expect(queries.length).toBeGreaterThan(25);
    for (const query of queries) {
      const names = [...query.matchAll(/\bmc_[a-z0-9_]+/g)].map(([name]) => name);
      expect(names.length, query).toBeGreaterThan(0);
      for (const name of names) expect([...known.keys()], query).toContain(name);
      for (const [, name = '', selector = ''] of query.matchAll(/(mc_[a-z0-9_]+)\{([^}]*)\}/g))
        for (const [, label = ''] of selector.matchAll(/(\w+)\s*[!=]/g))
          expect([...(known.get(name) ?? [])], query).toContain(label);
    }
  });

  test('shows every figure of the media plane, of recording and of playback', async () => {
    const text = queries.join(' ');
    const own = (await setUp().getMetricsAsJSON())
      .map(({ name }) => name)
      .filter((name) =>
        /^mc_(camera|streams$|viewings|media|flv|webrtc|transcode|line|recorder|playback)/.test(name),
      );
    // The state of each camera is in `mc_streams`, summed.
    for (const name of own.filter((one) => one !== 'mc_camera_state')) expect(text).toContain(name);
  });
});
