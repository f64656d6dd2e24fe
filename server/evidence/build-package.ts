/**
 * Builds a package, step by step. What a step made lies whole in the work folder, or not at all: a build that is begun
 * again after a restart goes on where it was.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseDetail } from '../contract/cases.ts';
import type { Footage } from '../recordings/index.ts';
import { cutFootage } from './cut-footage.ts';
import { fileWord, type Job, type JobCamera, type Piece } from './job.ts';
import { type Copy, makeCopies } from './make-copies.ts';
import type { NodeKey } from './node-key.ts';
import type { RecordReader } from './record.store.ts';
import { clockReport, gatherRecord, writeRecordFiles } from './record-files.ts';
import { signPackage } from './sign-package.ts';
import type { Sm2Key } from './sm2.ts';
import { withoutSound } from './soundless.ts';
import { takeStills } from './stills.ts';
import { summaryPdf } from './summary-pdf.ts';
import { verifyFile } from './verify/verify-file.mjs';
import { verifyText } from './verify-text.ts';
import { type HashedFile, hashFile, type PackageFile, writeZip } from './write-zip.ts';

export type Step = 'footage' | 'copies' | 'record' | 'summary' | 'package';

export interface BuildNeeds {
  readonly store: RecordReader;
  readonly footage: Pick<Footage, 'segments' | 'coverage'>;
  readonly caseDetail: (caseId: string, unmask: boolean) => Promise<CaseDetail>;
  readonly node: () => NodeKey;
  readonly sm2: () => Promise<Sm2Key | undefined>;
  readonly ffmpegPath?: string | undefined;
  readonly now: () => number;
}

export interface BuildOptions extends BuildNeeds {
  readonly job: Job;
  /** Exists. */
  readonly folder: string;
  /** Where the package goes, whole or not at all. */
  readonly output: string;
  readonly signal: AbortSignal;
  /** Percent of the whole. */
  readonly onProgress: (step: Step, percent: number) => void;
}

/** Where in the whole each step begins. */
const SHARES: Readonly<Record<Step, readonly [number, number]>> = {
  footage: [0, 10],
  copies: [10, 82],
  record: [82, 84],
  summary: [84, 88],
  package: [88, 100],
};

export async function buildPackage(options: BuildOptions): Promise<{ bytes: number; sha256: string }> {
  const { job, store, footage, folder, output, signal, now, ffmpegPath } = options;
  const within = (step: Step) => (part: number) => {
    const [from, to] = SHARES[step];
    options.onProgress(step, from + (to - from) * Math.max(0, Math.min(1, part)));
  };
  const cameras = await camerasOf(job, store);
  within('footage')(0);
  const { pieces, missing } = await cutFootage({
    ...{ job, cameras, footage, folder, signal, onProgress: within('footage') },
  });
  if (pieces.length === 0) throw new Error('there is no footage of this time any more');

  within('copies')(0);
  const record = await gatherRecord({ job, store, caseDetail: options.caseDetail });
  // As it was asked, so it must still be when it is built: drawn zones may be changed meanwhile.
  if (job.options.blurApplicants && record.placements.some((one) => one.applicantZone === null))
    throw new Error('a window of a camera has no applicants’ zone any more: nothing could be blurred');
  const copies = await makeCopies({
    ...{ job, cameras, pieces, folder, signal, ffmpegPath, onProgress: within('copies') },
    ...{ windows: record.windows, zones: record.zones },
  });

  within('record')(0);
  const clocks = await clockReport(job, cameras, pieces, store);
  const recordFiles = await writeRecordFiles({
    ...{ job, cameras, pieces, missing, record, clocks, store, folder },
  });

  within('summary')(0);
  const madeAtMs = now();
  const node = options.node();
  const sm2 = job.options.sm ? await options.sm2() : undefined;
  const hash = (file: PackageFile) => hashFile(file, { sm3: sm2 !== undefined, signal });
  const media: HashedFile[] = [];
  for (const file of await mediaFiles(options, pieces, copies)) media.push(await hash(file));
  const stills = await takeStills({ ranges: job.ranges, copies, folder, signal, ffmpegPath });
  const summary = await summaryPdf({
    ...{ job, cameras, pieces, missing, record, clocks, stills, madeAtMs },
    ...{
      files: media,
      fingerprint: node.fingerprint,
      nodeName: node.name,
      remarks: remarksOf(job, pieces, copies),
    },
  });

  within('package')(0);
  const listed = [
    ...media,
    ...(await Promise.all(recordFiles.map((name) => hash({ name, from: join(folder, name) })))),
  ];
  // The sums list what the manifest lists (text, summary, the files, certificates), the manifest and its signatures.
  const vouched = 2 + listed.length + (sm2 ? 6 : 3);
  const text = verifyText({ fingerprint: node.fingerprint, files: vouched, sm2: sm2 !== undefined });
  const files = await signPackage({
    ...{ id: job.id, title: job.title, madeAtMs, node, sm2, about: aboutFiles(pieces, copies) },
    files: [
      await hash({ name: 'VERIFY.txt', from: Buffer.from(text) }),
      await hash({ name: 'summary.pdf', from: summary }),
      ...listed,
    ],
  });
  const whole = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let written = 0;
  const onBytes = (bytes: number): void => {
    written += bytes;
    within('package')(written / whole / 2);
  };
  const made = await writeZip({ path: output, files, madeAtMs, signal, onBytes });
  const verdict = await verifyFile(output, { fingerprint: node.fingerprint, onRead: onBytes });
  if (!verdict.ok) {
    await rm(output, { force: true });
    throw new Error(
      `the package that was written does not verify: ${verdict.fault.file} ${verdict.fault.en}`,
    );
  }
  return made;
}

async function camerasOf(job: Job, store: RecordReader): Promise<JobCamera[]> {
  const ids = [...new Set(job.ranges.map(({ cameraId }) => cameraId))];
  const rows = new Map((await store.cameras(ids)).map((row) => [row.id, row]));
  return ids.map((id, index) => {
    const name = rows.get(id)?.name ?? id.slice(0, 8);
    const folder = `${String(index + 1).padStart(2, '0')}-${fileWord(name)}`;
    return { id, name, hallName: rows.get(id)?.hallName ?? '', folder };
  });
}

/** With something hidden, what was recorded stays out of the package. */
async function mediaFiles(
  { job, folder, signal, ffmpegPath }: BuildOptions,
  pieces: readonly Piece[],
  copies: readonly Copy[],
): Promise<PackageFile[]> {
  const recorded: PackageFile[] = [];
  if (!isHidden(job))
    for (const piece of pieces) {
      const isMuted = piece.sound && !job.options.sound;
      const file = isMuted ? await withoutSound(piece, { folder, signal, ffmpegPath }) : piece.file;
      recorded.push({ name: piece.name, from: join(folder, file) });
    }
  return [...recorded, ...copies.map(({ name, file }) => ({ name, from: join(folder, file) }))];
}

const isHidden = ({ options }: Job): boolean => options.blurApplicants || options.blurFaces;

/** What the manifest tells of footage: of which recorded file it is which bytes. */
function aboutFiles(
  pieces: readonly Piece[],
  copies: readonly Copy[],
): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const iso = (atMs: number) => new Date(atMs).toISOString();
  return new Map<string, Readonly<Record<string, unknown>>>([
    ...pieces.map(
      ({ name, cameraId, fromMs, toMs, codec, width, height, source }) =>
        [name, { cameraId, from: iso(fromMs), to: iso(toMs), codec, width, height, source }] as const,
    ),
    ...copies.map(({ name, cameraId, copied }) => [name, { cameraId, copiedBitForBit: copied }] as const),
  ]);
}

function remarksOf(job: Job, pieces: readonly Piece[], copies: readonly Copy[]): string[] {
  const { overlay, sound } = job.options;
  const remarks: string[] = [];
  if (isHidden(job))
    remarks.push(
      '按要求模糊了申请人区域：包内只有处理过的副本，不含原始录像。 Applicants’ zones are blurred as asked for: only the copies are here, not the footage as it was recorded.',
    );
  else
    remarks.push(
      'footage/ 中是录像文件原有的字节，自所选起点之前最近的关键帧起，到含有终点的片段止。 footage/ holds bytes of the recorded files as they are, from the keyframe before the in-point on.',
    );
  if (pieces.some((piece) => piece.sound) && !sound)
    remarks.push(
      '按要求去掉了声音：画面逐帧未变，容器重新封装。 Sound was left out as asked for: the pictures are bit for bit the recorded ones, their container was written anew.',
    );
  const encoded = copies.some((copy) => !copy.copied);
  remarks.push(
    encoded
      ? `copies/ 中是便于播放的副本，经重新编码${overlay ? '，画面上叠加了当时的办件信息' : ''}；帧数不变，缺失时段不留空。 copies/ was encoded anew for any player${overlay ? ', with the record drawn in' : ''}; every picture is kept, and missing times take no time.`
      : 'copies/ 中是便于播放的副本，画面与原始录像逐帧一致；缺失时段不留空。 copies/ is for any player, its pictures bit for bit the recorded ones; missing times take no time.',
  );
  return remarks;
}
