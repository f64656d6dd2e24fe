/** A matter is removed at the moment somebody begins to refer to it: one of the two is refused, in words. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { ExchangeAnswer } from '../contract/exchange.ts';
import type { Matter } from '../contract/matters.ts';

/** Enough for both orders to come up many times. */
const TURNS = 40;
let server: RecordServer;
let city: City;
let machine: ApiClient;
beforeAll(async () => {
  server = await startRecordServer();
  city = await registerCity(server.admin, [
    { name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1', '2'] },
  ]);
  machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
});
afterAll(() => server.close());

const done = () => 'done';
const codeOf = (error: unknown) => (error instanceof ApiProblem ? error.problem.code : String(error));

/** What became of a removal and of `refer`, begun together, over many turns. */
async function race(
  name: string,
  refer: (matter: Matter, turn: number) => Promise<string>,
): Promise<string[]> {
  const seen = new Set<string>();
  for (let turn = 0; turn < TURNS; turn += 1) {
    const matter = await server.admin.post<Matter>('/api/v1/matters', {
      ...{ departmentId: city.department.id, code: `${name}-${turn}`, name: `事项${turn}` },
      ...{
        promisedLimit: { value: 5, unit: 'workingDay' },
        statutoryLimit: { value: 20, unit: 'workingDay' },
      },
    });
    const remove = () => server.admin.request('DELETE', `/api/v1/matters/${matter.id}`).then(done, codeOf);
    const first = turn % 2 === 0 ? remove() : refer(matter, turn);
    const second = turn % 2 === 0 ? refer(matter, turn) : remove();
    const [one, two] = await Promise.all([first, second]);
    seen.add(turn % 2 === 0 ? `${one} / ${two}` : `${two} / ${one}`);
  }
  return [...seen].sort();
}

test('put on a window', async () => {
  const seen = await race('W', (matter, turn) =>
    server.admin
      .request('PUT', `/api/v1/windows/${city.windows[turn % 2]?.id}/matters`, { matterIds: [matter.id] })
      .then(done, codeOf),
  );
  expect(['done / matter_of_other_department', 'in_use / done']).toEqual(expect.arrayContaining(seen));
});

test('a case of it arrives', async () => {
  const seen = await race('C', (matter, turn) => {
    const event = {
      ...{ type: 'stage', eventId: `e${turn}`, occurredAt: new Date().toISOString() },
      ...{ caseNo: `N${turn}`, matterCode: matter.code, stage: 'accepted' },
    };
    const report = machine.post<ExchangeAnswer>('/api/v1/exchange/events', { events: [event] });
    return report.then(({ results: [first] }) => first?.code ?? first?.status ?? '', codeOf);
  });
  expect(['done / unknown_matter', 'in_use / accepted']).toEqual(expect.arrayContaining(seen));
});
