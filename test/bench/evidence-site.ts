/** What a package is built from, without a server around it: a recorded file, and a record with one window in it. */
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { EvidenceOptions } from '../../server/contract/evidence.ts';
import { buildPackage } from '../../server/evidence/build-package.ts';
import { nodeKey } from '../../server/evidence/node-key.ts';
import type { RecordReader } from '../../server/evidence/record.store.ts';
import { verifyFile } from '../../server/evidence/verify/verify-file.mjs';
import { makeClip, recordFile } from '../../streams/playback/testing/record-clip.ts';

export interface EvidenceBenchSite {
  build(options: Partial<EvidenceOptions>): Promise<void>;
  /** MB a second of the last package. */
  verified(times: number): Promise<number[]>;
  close(): Promise<void>;
}

const CAMERA = '11111111-1111-4111-8111-111111111111';
const WINDOW = '22222222-2222-4222-8222-222222222222';
const OPTIONS: EvidenceOptions = {
  ...{ overlay: false, blurApplicants: false, blurFaces: false, sound: false, unmask: false, sm: false },
};

export async function startEvidenceBenchSite(seconds: number): Promise<EvidenceBenchSite> {
  const folder = await mkdtemp(join(tmpdir(), 'mc-bench-evidence-'));
  const fromMs = Date.now() - 3_600_000;
  const clip = await makeClip({ seconds: 10, size: '1280x720', fps: 25, gop: 50, kbps: 1500 });
  const file = await recordFile({ clip, folder, cameraId: CAMERA, startedAtMs: fromMs, seconds });
  const range = { cameraId: CAMERA, fromMs, toMs: fromMs + seconds * 1000 };
  const output = join(folder, 'package.zip');
  let builds = 0;
  return {
    build: async (options) => {
      builds += 1;
      const work = join(folder, `work-${builds}`);
      await mkdir(work);
      await buildPackage({
        ...{ store: recordOf(fromMs), folder: work, output, signal: new AbortController().signal },
        footage: {
          segments: async () => [file],
          coverage: async () => ({
            cameraId: CAMERA,
            profile: 'main',
            spans: [],
            percent: 100,
            coarse: false,
          }),
        },
        job: {
          ...{ id: '33333333-3333-4333-8333-333333333333', title: '测速', purpose: '测速' },
          ...{ caseId: null, caseNo: null, ranges: [range], options: { ...OPTIONS, ...options } },
          ...{ askedBy: '', askedByName: '', askedAtMs: fromMs },
        },
        caseDetail: async () => {
          throw new Error('there is no case');
        },
        ...{ node: () => nodeKey(folder, Date.now), sm2: async () => undefined, now: Date.now },
        onProgress: () => undefined,
      });
      await rm(work, { recursive: true });
    },
    verified: async (times) => {
      const handle = await open(output);
      const { size } = await handle.stat();
      await handle.close();
      const samples: number[] = [];
      for (let time = 0; time < times; time += 1) {
        const began = performance.now();
        const verdict = await verifyFile(output);
        if (!verdict.ok) throw new Error('it does not verify');
        samples.push(size / 1e6 / ((performance.now() - began) / 1000));
      }
      return samples;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

function recordOf(fromMs: number): RecordReader {
  const zone = [
    { x: 0.1, y: 0.5 },
    { x: 0.6, y: 0.5 },
    { x: 0.6, y: 0.9 },
    { x: 0.1, y: 0.9 },
  ];
  const at = new Date(fromMs - 60_000).toISOString();
  return {
    nameOf: async () => '',
    cameras: async () => [{ id: CAMERA, name: '一号机', hallName: '大厅' }],
    placements: async () => [
      {
        ...{
          cameraId: CAMERA,
          windowId: WINDOW,
          windowCode: '1',
          windowName: '综合窗口',
          departmentName: null,
        },
        ...{ clerkZone: zone, applicantZone: zone, validFrom: new Date(0), validTo: null },
      },
    ],
    borders: async () => [],
    statuses: async () => [
      {
        ...{ windowId: WINDOW, version: 1, at, receivedAt: at, state: 'serving', clerk: '王五' },
        ...{ ticket: 'A001', case: null },
      },
    ],
    cards: async () => [],
    viewings: async () => [],
    trail: async () => [],
    cameraClock: async () => undefined,
    feedOffsets: async () => undefined,
  };
}
