import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExchangeAnswer, ExchangeEventInput, FeedDay } from '../../server/contract/exchange.ts';
import { ApiClient, ApiProblem } from '../factories/api-client.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { startVariousCameras, type VariousCameras } from '../fakes/various/various-cameras.ts';
import { descendants, stillRunning } from './support/processes.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';

/** `kill -9` in the middle of the day's work: what was acknowledged is there, and nothing is left running. */
let dataDir: string;
let cameras: FakeCameras;
/** One that must be encoded for browsers: ffmpeg reads it. */
let various: VariousCameras;
let program: Program;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mc-crash-'));
  await chmod(dataDir, 0o755);
  cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }] });
  various = await startVariousCameras([
    { name: 'mjpeg', clip: { codec: 'mjpeg', fps: 10, width: 320, height: 240 } },
  ]);
});

afterAll(async () => {
  await program?.dispose();
  await various?.stop();
  await cameras?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('kill -9 while events are posted loses no accepted event and leaves no child', async () => {
  program = await startProgram({ dataDir });
  const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  const city = await registerCity(admin, [
    { name: '一号机', mainUrl: cameras.url('hall-a', 'main'), windows: ['1', '2'] },
    { name: '二号机', mainUrl: various.url('mjpeg'), windows: [] },
  ]);
  const [pulled, encoded] = city.cameras;
  const picture = await admin.fetch(`/media/${pulled?.id}/main/frame.jpg`);
  expect(picture.status).toBe(200);
  // A running ffmpeg must not outlive the server either.
  const watch = async () => (await admin.fetch(`/media/${encoded?.id}/main/live.m3u8`)).ok;
  await until('the encoded picture', watch, 60_000);

  const accepted: ExchangeEventInput[] = [];
  const unanswered: ExchangeEventInput[] = [];
  const posting = postUntilItDies(program.baseUrl, city, accepted, unanswered);
  await until('a few hundred accepted events', () => accepted.length > 300, 90_000);
  expect(await watch()).toBe(true);
  const children = descendants(program.pid);
  expect(children.map((row) => row.command)).toEqual(expect.arrayContaining(['ffmpeg', 'postgres']));
  program.signal('SIGKILL');
  await program.exited;
  await posting;
  await until('every child to end', () => stillRunning(children).length === 0);

  program = await startProgram({ dataDir });
  const machine = ApiClient.withToken(program.baseUrl, city.tokenSecret);
  const answers: ExchangeAnswer[] = [];
  for (let from = 0; from < accepted.length; from += 1000)
    answers.push(
      await machine.post<ExchangeAnswer>('/api/v1/exchange/events', {
        events: accepted.slice(from, from + 1000),
      }),
    );
  const statuses = answers.flatMap((answer) => answer.results.map((result) => result.status));
  expect(statuses.length).toBe(accepted.length);
  expect(statuses.filter((status) => status !== 'duplicate')).toEqual([]);

  // What was not answered is there as a whole or not at all, and can be sent again.
  expect(unanswered).toHaveLength(20);
  const again = await machine.post<ExchangeAnswer>('/api/v1/exchange/events', { events: unanswered });
  expect([again.accepted, again.duplicate]).toContain(20);
  // Counted with the rows or not at all, too.
  const after = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  const { items: days } = await after.get<{ items: FeedDay[] }>('/api/v1/exchange/days');
  const sum = (what: 'sent' | 'accepted' | 'duplicate') => days.reduce((all, day) => all + day[what], 0);
  expect(sum('accepted')).toBe(accepted.length + 20);
  expect(sum('sent')).toBe(sum('accepted') + sum('duplicate'));
});

async function postUntilItDies(
  baseUrl: string,
  city: City,
  accepted: ExchangeEventInput[],
  unanswered: ExchangeEventInput[],
): Promise<void> {
  const machine = ApiClient.withToken(baseUrl, city.tokenSecret);
  for (let batch = 0; batch < 10_000; batch += 1) {
    const events: ExchangeEventInput[] = Array.from({ length: 20 }, (_, index) => ({
      type: 'stage',
      eventId: `e-${batch}-${index}`,
      occurredAt: new Date(Date.now() - 1000).toISOString(),
      caseNo: `C-${batch}-${index}`,
      matterCode: city.matter.code,
      stage: 'accepted',
      hallId: city.hall.id,
      windowCode: index % 2 === 0 ? '1' : '2',
    }));
    let answer: ExchangeAnswer;
    try {
      answer = await machine.post<ExchangeAnswer>('/api/v1/exchange/events', { events });
    } catch (error) {
      if (error instanceof ApiProblem) throw error;
      // The server was killed under this request: nothing of it counts as accepted.
      unanswered.push(...events);
      return;
    }
    expect(answer.rejected).toBe(0);
    for (const result of answer.results) {
      const event = events[result.index];
      if (result.status === 'accepted' && event !== undefined) accepted.push(event);
    }
  }
}
