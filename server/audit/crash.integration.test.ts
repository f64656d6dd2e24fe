/** `kill -9` at any moment: a change and its row are both there, or neither is. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import { spawnTied } from '../../streams/process/spawn-tied.ts';
import { createTestDatabase } from '../../test/factories/database.ts';
import { AuditStore } from './audit.store.ts';
import { verifyChain } from './verify-chain.ts';

const { root } = loadConfig({ args: [] });
const database = await createTestDatabase();
const { db } = database;
const writer = join(root, `node_modules/.cache-audit-writer-${process.pid}.mjs`);

beforeAll(async () => {
  // Changes as routes make them: four at once, one after the other, each with its row.
  await build({
    stdin: {
      contents: `
        import { connect } from './server/platform/db/connect.ts';
        import { audited } from './server/platform/http/audited.ts';
        import { silentLog } from './server/platform/log.ts';
        import { AuditStore } from './server/audit/audit.store.ts';
        import { Trail } from './server/audit/trail.ts';
        const [target, name] = process.argv.slice(2);
        const { db } = connect({ target: JSON.parse(target), log: silentLog() });
        const trail = new Trail({ store: new AuditStore({ db }), now: Date.now });
        const [route] = audited([{
          method: 'put', path: '/things/:key', need: { kind: 'public' },
          handler: async ({ params: { key } }) => {
            await db.insertInto('setting').values({ key, value: '' }).execute();
            console.log(key);
            if (name === 'halfway') await new Promise(() => undefined);
          },
        }], trail);
        const context = (key) => ({ params: { key }, req: {}, actor: undefined, body: undefined });
        const run = async (hand) => {
          for (let n = 0; ; n++) await route.handler(context(name + '-' + hand + '-' + n));
        };
        await Promise.all([0, 1, 2, 3].map(run));`,
      resolveDir: root,
      loader: 'ts',
    },
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'silent' },
    outfile: writer,
  });
});
afterAll(async () => {
  rmSync(writer, { force: true });
  await database.close();
});

/** Runs until it has printed so many changes, and kills it. */
async function kill(name: string, changes: number): Promise<void> {
  const child = spawnTied(process.execPath, [writer, JSON.stringify(database.target), name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  while (printed.split('\n').length <= changes) {
    if (child.exitCode !== null) throw new Error(`it ended: ${printed}`);
    await sleep(1);
  }
  child.kill('SIGKILL');
  await once(child, 'close');
}

/** In one look, as the dead's last commit may still be on its way. */
async function count() {
  const { rows } = await sql<{ both: number; halves: number }>`select
    count(*) filter (where s.key is not null and a.seq is not null)::int as both,
    count(*) filter (where s.key is null or a.seq is null)::int as halves
    from setting s full join audit_row a on a.target = 'thing:' || s.key`.execute(db);
  return rows[0] ?? { both: 0, halves: 0 };
}

test('killed between the change and its row: neither is there', async () => {
  await kill('halfway', 4);
  expect(await count()).toEqual({ both: 0, halves: 0 });
});

test('killed at any moment: nothing is half there, and the chain is whole', async () => {
  await kill('a', 5);
  await kill('b', 20);
  await kill('c', 61);
  const { both, halves } = await count();
  expect(halves).toBe(0);
  expect(both).toBeGreaterThan(20);
  const store = new AuditStore({ db });
  expect(await verifyChain({ store, now: Date.now })).toMatchObject({ ok: true });
});
