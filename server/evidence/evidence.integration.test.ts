/** Packages of real recorded files on a real database: what is in them, who may have them, what a restart leaves. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFragments } from '../../streams/recorder/index.ts';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { numbersOf } from '../../test/soak/recording/numbered-clip.ts';
import type { CaseSummary } from '../contract/cases.ts';
import type { EvidenceNode, EvidencePackage } from '../contract/evidence.ts';
import type { CameraCoverage } from '../contract/recordings.ts';
import type { FootageSegment } from '../recordings/index.ts';
import { cutFootage } from './cut-footage.ts';
import type { Job } from './job.ts';
import { type EvidenceSite, startEvidenceSite } from './testing/evidence-site.ts';
import { pdfText } from './testing/pdf-text.ts';
import { verifyFile } from './verify/verify-file.mjs';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'mc-evidence-test-'));
let site: EvidenceSite;
let one: string;
let two: string;
let caseId: string;

beforeAll(async () => {
  site = await startEvidenceSite();
  [one, two] = site.city.cameras.map(({ id }) => id) as [string, string];
  const event = (eventId: string, type: string, seconds: number, more: object) => ({
    ...{
      eventId,
      type,
      occurredAt: site.at(seconds),
      hallId: site.city.hall.id,
      windowCode: '1',
      clerk: '王五',
    },
    ...{ caseNo: 'A-1', matterCode: site.city.matter.code, ...more },
  });
  await ApiClient.withToken(site.server.baseUrl, site.city.tokenSecret).post('/api/v1/exchange/events', {
    events: [
      event('1', 'called', 2, { ticket: 'A001' }),
      event('2', 'started', 4, {}),
      event('3', 'stage', 6, { stage: 'accepted', applicant: '张三丰' }),
    ],
  });
  const { items } = await site.server.admin.get<{ items: CaseSummary[] }>('/api/v1/cases?q=A-1&sort=updated');
  caseId = items[0]?.id ?? '';
  const seen = [one, ELSEWHERE].map((cameraId) => ({ cameraId, from: site.at(0), to: site.at(9) }));
  await sql`insert into footage_viewing (user_id, session_id, purpose, subject, cameras, begun_at, until)
    select id, 's', '核查', '{}', ${JSON.stringify(seen)}::jsonb, ${site.at(60)}, ${site.at(90)}
    from user_account limit 1`.execute(site.server.db);
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

const range = (cameraId: string, from: number, to: number) => ({
  cameraId,
  from: site.at(from),
  to: site.at(to),
});
/** A camera of another place, which somebody looked at together with ours. */
const ELSEWHERE = '00000000-0000-4000-8000-0000000000ee';
const isReady = ({ state }: EvidencePackage) => state === 'ready';
const codeOf = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof ApiProblem ? error.problem.code : String(error)),
  );
const count = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n);

/** Fetched, verified and unpacked. */
async function fetched(made: EvidencePackage): Promise<{ zip: string; out: string; names: string[] }> {
  const answer = await site.server.admin.fetch(`/api/v1/evidence/${made.id}/package.zip`);
  const zip = join(folder, `${made.id}.zip`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(made.sha256);
  writeFileSync(zip, bytes);
  const out = join(folder, made.id);
  mkdirSync(out);
  await run('python3', ['-m', 'zipfile', '-e', zip, out]);
  const names = readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(out, name)).isFile())
    .sort();
  return { zip, out, names };
}
const json = (out: string, name: string) => JSON.parse(readFileSync(join(out, name), 'utf8'));
const probed = async (file: string) => {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', file]);
  return (JSON.parse(stdout) as { streams: { codec_type: string; codec_name: string }[] }).streams.map(
    (stream) => `${stream.codec_type} ${stream.codec_name}`,
  );
};

describe('a package of two cameras and a case', () => {
  let made: EvidencePackage;
  let zip: string;
  let out: string;
  let names: string[];

  beforeAll(async () => {
    const asked = await site.ask({
      ranges: [range(one, 2.3, 14.2), range(two, 2, 4)],
      caseId,
      options: {
        overlay: true,
        blurApplicants: false,
        blurFaces: false,
        sound: false,
        unmask: false,
        sm: true,
      },
    });
    expect(asked).toMatchObject({ state: 'waiting', caseNo: 'A-1', bytes: null, sha256: null });
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from hold_range
      where hold_id = ${asked.id} and released_at is null`.execute(site.server.db);
    expect(rows[0]?.n).toBe(2);
    made = await site.until(asked.id, isReady);
    ({ zip, out, names } = await fetched(made));
  });

  test('holds what it says, and its footage is let go', async () => {
    expect(names.map((name) => name.replace(/\d{8}-\d{6}\.\d{3}/, 'TIME'))).toEqual(
      [
        ...[
          'SHA256SUMS',
          'SHA256SUMS.sig',
          'SM3SUMS',
          'VERIFY.txt',
          'certificate.pem',
          'certificate.sm2.pem',
        ],
        ...[
          'copies/01-一号机.mp4',
          'copies/02-二号机.mp4',
          'manifest.json',
          'manifest.sig',
          'manifest.sm2.sig',
        ],
        ...['footage/01-一号机/TIME.mp4', 'footage/01-一号机/TIME.mp4', 'footage/02-二号机/TIME.mp4'],
        ...['cards', 'case', 'clocks', 'gaps', 'placements', 'request', 'statuses', 'viewings'].map(
          (name) => `record/${name}.json`,
        ),
        'summary.pdf',
      ].sort(),
    );
    const { rows } = await sql<{
      state: string;
      n: number;
    }>`select h.state, (select count(*)::int from hold_range
        where hold_id = h.id and released_at is null) as n from hold h where h.id = ${made.id}`.execute(
      site.server.db,
    );
    expect(rows).toEqual([{ state: 'released', n: 0 }]);
    expect(existsSync(join(site.server.dataDir, 'evidence', made.id, 'work'))).toBe(false);
  });

  test('the footage is the recorded bytes, from the keyframe before the in-point; every picture once and in order', async () => {
    const manifest = json(out, 'manifest.json') as {
      files: {
        path: string;
        source?: { segmentId: string; offset: number; bytes: number; initBytes: number };
      }[];
    };
    const footage = names.filter((name) => name.startsWith('footage/01'));
    const numbers = await Promise.all(footage.map((name) => numbersOf(join(out, name))));
    expect(numbers).toEqual([count(20, 79), count(100, 149)]);
    for (const [index, name] of footage.entries()) {
      const source = manifest.files.find(({ path }) => path === name)?.source;
      const original = readFileSync(site.files[index]?.file ?? '');
      expect(source).toBeDefined();
      if (!source) continue;
      const { offset, bytes, initBytes } = source;
      expect(source.segmentId).toBe(site.files[index]?.id);
      expect(
        readFileSync(join(out, name)).equals(
          Buffer.concat([original.subarray(0, initBytes), original.subarray(offset, offset + bytes)]),
        ),
      ).toBe(true);
      const { fragments } = await readFragments(join(out, name));
      expect(fragments[0]?.atMs).toBeCloseTo(site.beginMs + (index === 0 ? 2000 : 10_000), 0);
    }
  });

  test('the copies play anywhere, with every picture; sound that was not asked for is nowhere', async () => {
    expect(await numbersOf(join(out, 'copies/01-一号机.mp4'))).toHaveLength(60 + 50);
    for (const name of names.filter((one) => one.endsWith('.mp4')))
      expect(await probed(join(out, name)), name).toEqual(['video h264']);
    expect(await probed(site.files[2]?.file ?? '')).toEqual(['video h264', 'audio aac']);
    const copy = readFileSync(join(out, 'copies/01-一号机.mp4'));
    expect(copy.indexOf('moov')).toBeLessThan(copy.indexOf('mdat'));
  });

  test('the record tells the case masked, what stood at the window, the gap and every clock', () => {
    expect(json(out, 'record/case.json')).toMatchObject({ caseNo: 'A-1', applicant: '张*' });
    expect(json(out, 'record/gaps.json')).toEqual([
      {
        cameraId: one,
        camera: '一号机',
        from: site.at(8),
        to: site.at(10),
        cause: 'line',
        code: 'camera_unreachable',
      },
    ]);
    const all = json(out, 'record/statuses.json') as { windowId: string; statuses: { state: string }[] }[];
    const first = all.find(({ windowId }) => windowId === site.city.windows[0]?.id);
    expect(first?.statuses.map(({ state }) => state)).toEqual(['called', 'serving', 'serving']);
    expect(json(out, 'record/placements.json')).toHaveLength(2);
    expect(json(out, 'record/clocks.json')).toMatchObject({
      recorder: { source: expect.any(String) },
      cameras: [{ name: '一号机', files: [{ offsetMs: -1840, driftPpm: 12.5 }, {}] }, { name: '二号机' }],
      exchange: { source: 'scjg' },
    });
    const { viewings, trail } = json(out, 'record/viewings.json') as {
      viewings: { cameras: { cameraId: string }[] }[];
      trail: { action: string }[];
    };
    expect(trail.map(({ action }) => action)).toContain('evidence.create');
    expect(viewings.map(({ cameras }) => cameras.map(({ cameraId }) => cameraId))).toEqual([[one]]);
    expect(JSON.stringify(trail)).not.toContain(ELSEWHERE);
    const everything = names
      .filter((name) => /json$|txt$/.test(name))
      .map((name) => readFileSync(join(out, name), 'utf8'));
    expect(everything.join('')).not.toMatch(/rtsp:|10\.0\.0\.1|张三丰|password/);
  });

  test('the summary is in Chinese and tells what matters', () => {
    const words = pdfText(readFileSync(join(out, 'summary.pdf'))).replace(/\s|\u200b/g, '');
    for (const word of [
      '证据包摘要',
      '核查投诉',
      '一号机',
      '大厅线路',
      '录像服务器',
      '食品经营许可核发',
      '王五',
      '张*',
    ])
      expect(words).toContain(word);
    const [footage] = names.filter((name) => name.startsWith('footage/'));
    const sha256 = createHash('sha256')
      .update(readFileSync(join(out, footage ?? '')))
      .digest('hex');
    expect(words).toContain(sha256);
  });

  test('it verifies with the node’s certificate, and by every command that it tells', async () => {
    const node = await site.server.admin.get<EvidenceNode>('/api/v1/evidence/node-key');
    expect(await verifyFile(zip, { fingerprint: node.fingerprint })).toMatchObject({
      ok: true,
      pinned: true,
    });
    const commands = readFileSync(join(out, 'VERIFY.txt'), 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /^(openssl|sha256sum|find)/.test(line));
    expect(commands).toHaveLength(8);
    // Where they are told to put what they need, others may be at it as well.
    const shell = (command: string) =>
      run('sh', ['-c', command.replaceAll('/tmp/', `${folder}/`)], { cwd: out }).then(({ stdout }) =>
        stdout.trim(),
      );
    const told: string[] = [];
    for (const command of commands) told.push(await shell(command));
    expect(told[0]?.replaceAll(':', '').toLowerCase()).toContain(node.fingerprint);
    expect(told.slice(1)).toEqual([
      ...['', 'Signature Verified Successfully', 'Signature Verified Successfully', '', String(names.length)],
      ...['', 'Verified OK'],
    ]);
    const at = Math.floor(statSync(zip).size / 3);
    const bytes = readFileSync(zip);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(zip, bytes);
    const verdict = await verifyFile(zip);
    expect(verdict).toMatchObject({
      ok: false,
      fault: { what: 'altered', file: expect.stringMatching(/\.(mp4|pdf)$/) },
    });
  });

  test('a download that broke off goes on; each is on the trail', async () => {
    const path = `/api/v1/evidence/${made.id}/package.zip`;
    const part = (header: string) => site.server.admin.fetch(path, { headers: { range: header } });
    const head = await part('bytes=0-9');
    expect(head.status).toBe(206);
    expect(head.headers.get('content-range')).toBe(`bytes 0-9/${made.bytes}`);
    const rest = await part('bytes=10-');
    const whole = Buffer.concat([
      Buffer.from(await head.arrayBuffer()),
      Buffer.from(await rest.arrayBuffer()),
    ]);
    expect(createHash('sha256').update(whole).digest('hex')).toBe(made.sha256);
    expect((await part(`bytes=${made.bytes}-`)).status).toBe(416);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from audit_row
      where action = 'evidence.download' and target = ${`evidence:${made.id}`}`.execute(site.server.db);
    // Whole, and from its beginning once more.
    expect(rows[0]?.n).toBe(2);
  });

  test('who may not see one of its cameras learns nothing of it', async () => {
    await site.server.admin.post('/api/v1/regions', {
      code: '990000',
      name: '别处',
      level: 'province',
      parentCode: null,
    });
    const person = async (username: string, code: string) => {
      const password = 'a-long-password-1';
      const grants = [{ role: 'supervisor', scope: { kind: 'region', code } }];
      await site.server.admin.post('/api/v1/users', { username, displayName: username, password, grants });
      return ApiClient.signIn(site.server.baseUrl, username, password);
    };
    const [away, here] = [await person('away', '990000'), await person('here', '445200')];
    const path = `/api/v1/evidence/${made.id}`;
    for (const asked of [path, `${path}/package.zip`])
      expect(await codeOf(away.get(asked))).toBe('not_found');
    expect(await codeOf(away.request('DELETE', path))).toBe('not_found');
    expect(await away.get('/api/v1/evidence')).toEqual({ items: [], nextCursor: null });
    const body = {
      ...{ title: 'x', purpose: '好奇', caseId: null, ranges: [range(one, 1, 2)] },
      options: { overlay: false },
    };
    expect(await codeOf(away.post('/api/v1/evidence', body))).toBe('not_found');
    expect(await here.get<EvidencePackage>(path)).toMatchObject({ id: made.id, state: 'ready' });
    expect((await here.get<{ items: unknown[] }>('/api/v1/evidence')).items).toHaveLength(1);
    const unmask = { ...body, caseId, options: { overlay: false, unmask: true } };
    expect(await codeOf(here.post('/api/v1/evidence', unmask))).toMatch(/forbidden|answered/);
    // All but its first byte, which everybody knows, is no less a download.
    const told = async () => {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from audit_row
        where action = 'evidence.download' and target = ${`evidence:${made.id}`}`.execute(site.server.db);
      return rows[0]?.n ?? 0;
    };
    const before = await told();
    await here.fetch(`${path}/package.zip`, { headers: { range: 'bytes=1-' } });
    expect(await told()).toBe(before + 1);
  });

  test('removed, its file is gone and its row stays', async () => {
    await site.server.admin.request('DELETE', `/api/v1/evidence/${made.id}`);
    const gone = await site.until(made.id, ({ state }) => state === 'removed');
    expect(gone.sha256).toBe(made.sha256);
    expect(await codeOf(site.server.admin.get(`/api/v1/evidence/${made.id}/package.zip`))).toBe(
      'evidence_state',
    );
  });
});

test('sound and names in full are for who may hear and read them, asked for or fetched', async () => {
  const permissions = ['cameras:read', 'recordings:view', 'evidence:write', 'cases:read'];
  const role = await site.server.admin.post<{ id: string }>('/api/v1/roles', { name: '取证员', permissions });
  const password = 'a-long-password-1';
  const grants = [{ role: role.id, scope: { kind: 'everywhere' } }];
  await site.server.admin.post('/api/v1/users', {
    ...{ username: 'taker', displayName: '取证员', password, grants },
  });
  const taker = await ApiClient.signIn(site.server.baseUrl, 'taker', password);
  const body = { title: 'x', purpose: '核查', caseId: null, ranges: [range(two, 0, 1)] };
  const asked = { ...body, options: { overlay: false, sound: true } };
  expect(await codeOf(taker.post('/api/v1/evidence', asked))).toBe('sound_not_allowed');
  // Of a hall that lets no sound out nobody takes any.
  expect(await codeOf(site.server.admin.post('/api/v1/evidence', asked))).toBe('sound_not_allowed');
  await site.server.admin.request('PATCH', `/api/v1/halls/${site.city.hall.id}`, { soundAllowed: true });
  expect(await codeOf(taker.post('/api/v1/evidence', asked))).toBe('sound_not_allowed');
  const heard = await site.server.admin.post<EvidencePackage>('/api/v1/evidence', asked);
  const named = await site.server.admin.post<EvidencePackage>('/api/v1/evidence', {
    ...{ ...body, caseId, options: { overlay: false, unmask: true } },
  });
  for (const { id } of [heard, named]) {
    expect(await codeOf(taker.get(`/api/v1/evidence/${id}/package.zip`))).toBe('forbidden');
    expect((await taker.get<EvidencePackage>(`/api/v1/evidence/${id}`)).id).toBe(id);
    await site.server.admin.request('DELETE', `/api/v1/evidence/${id}`);
  }
});

test('ranges of a camera that share a keyframe are one piece', async () => {
  const [file] = site.files;
  if (!file) throw new Error('nothing was recorded');
  const work = join(folder, 'cut');
  mkdirSync(work);
  const segment = { ...file, cameraId: one, driftPpm: null, clockOffsetMs: null, open: false };
  const span = (from: number, to: number) => ({
    ...{ cameraId: one, fromMs: site.beginMs + from * 1000, toMs: site.beginMs + to * 1000 },
  });
  const job = { ranges: [span(2.1, 2.2), span(2.5, 2.6), span(5.2, 5.3)] } as unknown as Job;
  const { pieces } = await cutFootage({
    ...{ job, cameras: [], folder: work, signal: AbortSignal.timeout(20_000), onProgress: () => undefined },
    footage: {
      segments: async () => [segment as unknown as FootageSegment],
      coverage: async () => ({ spans: [] }) as unknown as CameraCoverage,
    },
  });
  expect(new Set(pieces.map(({ name }) => name)).size).toBe(2);
  expect(await Promise.all(pieces.map((piece) => numbersOf(join(work, piece.file))))).toEqual([
    ...[count(20, 29), count(50, 59)],
  ]);
});

test('applicants are hidden in the copies, and what was recorded stays out', async () => {
  const options = {
    overlay: false,
    blurApplicants: true,
    blurFaces: false,
    sound: true,
    unmask: false,
    sm: false,
  };
  const asked = await site.ask({ ranges: [range(two, 1, 3)], options });
  const { out, names } = await fetched(await site.until(asked.id, isReady));
  expect(names.filter((name) => name.startsWith('footage'))).toEqual([]);
  const copy = join(out, 'copies/01-二号机.mp4');
  expect(await probed(copy)).toEqual(['video h264', 'audio aac']);
  const picture = async (file: string, seconds: number) => {
    const args = ['-v', 'error', '-ss', String(seconds), '-i', file, '-frames:v', '1', '-f', 'rawvideo'];
    return (await run('ffmpeg', [...args, '-pix_fmt', 'gray', '-'], { encoding: 'buffer' })).stdout;
  };
  const [plain, hidden] = [await picture(site.files[2]?.file ?? '', 1), await picture(copy, 0)];
  /** How sharply neighbours differ in a band of the picture: its detail. */
  const detail = (gray: Buffer, top: number, bottom: number) => {
    let sum = 0;
    for (let y = Math.round(top * 180); y < bottom * 180; y += 1)
      for (let x = 1; x < 320; x += 1) sum += ((gray[y * 320 + x] ?? 0) - (gray[y * 320 + x - 1] ?? 0)) ** 2;
    return sum;
  };
  expect(detail(hidden, 0.55, 0.88)).toBeLessThan(detail(plain, 0.55, 0.88) / 4);
  expect(detail(hidden, 0, 0.45)).toBeGreaterThan(detail(plain, 0, 0.45) / 2);
});

test('a build goes on after a restart; one that is cancelled leaves nothing', async () => {
  await site.restart(true);
  const options = {
    overlay: true,
    blurApplicants: false,
    blurFaces: false,
    sound: false,
    unmask: false,
    sm: false,
  };
  const [first, second] = [
    await site.ask({ ranges: [range(one, 0, 5)], options }),
    await site.ask({ ranges: [range(one, 12, 15)], options }),
  ];
  await site.until(first.id, ({ progress }) => progress?.step === 'copies');
  const { rows } = await sql<{ path: string }>`select path from recording_disk`.execute(site.server.db);
  const folderOf = (id: string) => join(rows[0]?.path ?? '', 'evidence', id);
  const raw = join(folderOf(first.id), 'work/raw/0001.mp4');
  const cutAt = statSync(raw).mtimeMs;
  await site.restart(true);
  await site.until(first.id, ({ progress }) => progress?.step === 'copies');
  expect(statSync(raw).mtimeMs).toBe(cutAt);
  await site.server.admin.request('DELETE', `/api/v1/evidence/${first.id}`);
  await site.until(second.id, ({ progress }) => progress?.step === 'copies');
  expect(await site.until(first.id, () => true)).toMatchObject({ state: 'cancelled', progress: null });
  expect(existsSync(folderOf(first.id))).toBe(false);
  await site.restart(false);
  const { out } = await fetched(await site.until(second.id, isReady));
  expect(await numbersOf(join(out, 'copies/01-一号机.mp4'))).toHaveLength(30);
});

test('what cannot be had is refused, with why', async () => {
  const ask = (more: object, options: object = {}) =>
    codeOf(
      site.server.admin.post('/api/v1/evidence', {
        ...{ title: 'x', purpose: '核查', caseId: null, ranges: [range(one, 1, 2)], ...more },
        options: { overlay: false, ...options },
      }),
    );
  expect(await ask({}, { blurFaces: true })).toBe('not_available');
  expect(await ask({ ranges: [range(one, 5, 5)] })).toBe('invalid_request');
  expect(await ask({ ranges: [range(one, -90_000, 5)] })).toBe('invalid_request');
  expect(await ask({ ranges: [range(one, -900, -800)] })).toBe('no_footage');
  expect(await ask({ caseId: one })).toBe('not_found');
  await sql`update placement set applicant_zone = null where camera_id = ${two}`.execute(site.server.db);
  expect(await ask({ ranges: [range(two, 1, 2)] }, { blurApplicants: true })).toBe('no_applicant_zone');
});

test('a department takes footage of its windows, not of the time between', async () => {
  const { db, admin } = site.server;
  const permissions = ['recordings:view', 'evidence:write'];
  const role = await admin.post<{ id: string }>('/api/v1/roles', { name: '部门取证员', permissions });
  const password = 'a-long-password-1';
  const grants = [{ role: role.id, scope: { kind: 'department', id: site.city.department.id } }];
  await admin.post('/api/v1/users', { username: 'ours', displayName: '部门', password, grants });
  const ours = await ApiClient.signIn(site.server.baseUrl, 'ours', password);
  const ask = async (from: number, to: number) => {
    const body = { title: 'x', purpose: '核查', caseId: null, ranges: [range(one, from, to)] };
    const asked = ours.post<EvidencePackage>('/api/v1/evidence', { ...body, options: { overlay: false } });
    const code = await codeOf(asked);
    if (code === 'answered') await admin.request('DELETE', `/api/v1/evidence/${(await asked).id}`);
    return code;
  };
  expect(await ask(1, 7)).toBe('answered');
  // The camera was turned away from 3 to 5.
  await sql`insert into placement (camera_id, window_id, clerk_zone, applicant_zone, valid_from, valid_to)
    select camera_id, window_id, clerk_zone, applicant_zone, valid_from, ${site.at(3)} from placement
    where camera_id = ${one}`.execute(db);
  await sql`update placement set valid_from = ${site.at(5)} where camera_id = ${one} and valid_to is null`.execute(
    db,
  );
  expect([await ask(1, 2.5), await ask(5.5, 7), await ask(1, 7)]).toEqual([
    ...['answered', 'answered', 'not_found'],
  ]);
});
