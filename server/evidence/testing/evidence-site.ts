/** A server with evidence, and footage whose every picture has a number: recorded as the recorder writes it. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { parseFragment } from '../../../streams/fmp4/parse-fragment.ts';
import { type InitSegment, parseInit } from '../../../streams/fmp4/parse-init.ts';
import { UnitSplitter } from '../../../streams/fmp4/unit-splitter.ts';
import {
  type Clip,
  makeClip,
  type RecordedFile,
  recordFile,
} from '../../../streams/playback/testing/record-clip.ts';
import type { RawUnit } from '../../../streams/sources/source.ts';
import { type City, registerCity } from '../../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';
import { CLIP, numberedClip } from '../../../test/soak/recording/numbered-clip.ts';
import type { EvidencePackage, NewEvidence } from '../../contract/evidence.ts';
import type { Route } from '../../platform/http/route.ts';
import { silentLog } from '../../platform/log.ts';
import { createRecordings } from '../../recordings/index.ts';
import { createEvidence, type Evidence } from '../index.ts';

const run = promisify(execFile);

export interface EvidenceSite {
  readonly server: RecordServer;
  readonly city: City;
  /** Of the first camera: pictures 0 to 79, then after two seconds without 100 to 179. */
  readonly files: readonly RecordedFile[];
  /** The story's beginning; footage begins there. */
  readonly beginMs: number;
  at(seconds: number): string;
  /** The program is ended and begun again; `held`: its ffmpeg waits, for ever. */
  restart(held: boolean): Promise<void>;
  ask(asked: Partial<NewEvidence> & Pick<NewEvidence, 'ranges'>): Promise<EvidencePackage>;
  until(id: string, is: (one: EvidencePackage) => boolean): Promise<EvidencePackage>;
  close(): Promise<void>;
}

export async function startEvidenceSite(): Promise<EvidenceSite> {
  const folder = await mkdtemp(join(tmpdir(), 'mc-evidence-'));
  const beginMs = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 2 * 3_600_000;
  const at = (seconds: number) => new Date(beginMs + seconds * 1000).toISOString();
  const heldFfmpeg = join(folder, 'held-ffmpeg');
  await writeFile(heldFfmpeg, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
  let evidence: Evidence | undefined;
  let make: (held: boolean) => Evidence = () => {
    throw new Error('there is no server yet');
  };
  const server = await startRecordServer({
    engine: false,
    also: ({ db, access, audit, now, cases, places }) => {
      const { footage } = createRecordings({
        ...{ db, audit, gate: access, visibility: access, finder: places.finder, now, log: silentLog() },
        ...{ folders: [], reserveBytes: 0, notices: { notify: async () => undefined } },
      });
      make = (held) =>
        createEvidence({
          ...{ db, audit, gate: access, visibility: access, finder: places.finder, now, log: silentLog() },
          ...{ dataDir: folder, footage, cases, ...(held && { ffmpegPath: heldFfmpeg }) },
          policyOf: (hallId) => places.service.policyOf(hallId),
        });
      evidence = make(false);
      // Routes of whichever program runs.
      return evidence.routes.map(
        (one, index): Route => ({
          ...one,
          handler: (context) => (evidence?.routes[index] ?? one).handler(context),
        }),
      );
    },
  });
  const city = await registerCity(server.admin, [
    { name: '一号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1'] },
    { name: '二号机', mainUrl: 'rtsp://10.0.0.2/main', windows: ['2'] },
  ]);
  const { db } = server;
  const before = at(-100_000);
  await sql`update hall_window set created_at = ${before}`.execute(db);
  await sql`update window_term set valid_from = ${before}`.execute(db);
  await sql`update placement set valid_from = ${before}`.execute(db);
  const disk = randomUUID();
  await sql`insert into recording_disk (id, path) values (${disk}, ${folder})`.execute(db);
  const [one, two] = city.cameras.map((camera) => camera.id) as [string, string];
  const numbered = await numberedUnits();
  const record = async (cameraId: string, clip: Clip, from: number, seconds: number) => {
    const file = await recordFile({ clip, folder, cameraId, startedAtMs: beginMs + from * 1000, seconds });
    await sql`insert into recording_segment (id, camera_id, disk_id, started_at, ended_at, bytes, width, height, sound,
        open, profile, codec, codec_string, drift_ppm, clock_offset_ms)
      values (${file.id}, ${cameraId}, ${disk}, ${new Date(file.startedAtMs)}, ${new Date(file.endedAtMs)},
        ${file.bytes}, ${file.width}, ${file.height}, ${file.sound}, false, 'main', ${file.codec}, ${file.codecString},
        12.5, -1840)`.execute(db);
    await sql`insert into recording_track (camera_id, profile, since_at, days) values (${cameraId}, 'main', ${before}, 90)
      on conflict do nothing`.execute(db);
    return file;
  };
  const files = [
    await record(one, numbered(0, 80), 0, 8),
    await record(one, numbered(100, 80), 10, 8),
    await record(two, await makeClip({ seconds: 4, sound: true, fps: 10, gop: 10 }), 0, 6),
  ];
  await sql`insert into recording_gap (camera_id, profile, from_at, to_at, cause, code)
    values (${one}, 'main', ${at(8)}, ${at(10)}, 'line', 'camera_unreachable')`.execute(db);
  const until: EvidenceSite['until'] = async (id, is) => {
    for (;;) {
      const found = await server.admin.get<EvidencePackage>(`/api/v1/evidence/${id}`);
      if (is(found)) return found;
      if (found.state === 'failed') throw new Error(`it failed: ${found.error}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await evidence?.start();
  return {
    ...{ server, city, files, beginMs, at, until },
    restart: async (held) => {
      await evidence?.close();
      evidence = make(held);
      await evidence.start();
    },
    ask: ({ options, ...asked }) =>
      server.admin.post<EvidencePackage>('/api/v1/evidence', {
        ...{ title: '一号窗口 投诉核查', purpose: '核查投诉 2026-118', caseId: null },
        ...asked,
        options: { overlay: false, ...options },
      }),
    close: async () => {
      await evidence?.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Pictures of the numbered clip, from one on, as a clip of their own. */
async function numberedUnits(): Promise<(first: number, count: number) => Clip> {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...[
        '-v',
        'error',
        '-i',
        await numberedClip(),
        '-c',
        'copy',
        '-video_track_timescale',
        '90000',
        '-f',
        'mp4',
      ],
      ...['-movflags', 'empty_moov+default_base_moof+frag_every_frame', 'pipe:1'],
    ],
    { encoding: 'buffer', maxBuffer: 1 << 26 },
  );
  let init: InitSegment | undefined;
  const units: RawUnit[] = [];
  const splitter = new UnitSplitter({
    onUnit: (unit) => {
      if (unit.kind === 'init') init = parseInit(unit);
      else if (init) units.push(parseFragment(unit, init));
    },
  });
  splitter.push(stdout);
  const format = init;
  if (!format) throw new Error('ffmpeg made no clip');
  const ticks = format.timescale / CLIP.fps;
  return (first, count) => ({
    format,
    units: units
      .slice(first, first + count)
      .map((unit, index) => ({ ...unit, decodeTime: index * ticks, durationTicks: ticks })),
    sound: [],
    lengthTicks: count * ticks,
  });
}
