/** An engine of its own on a database that others use, too: for what must hold when one of them is killed. */
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { createCalendar } from '../../calendar/index.ts';
import { createCases } from '../../cases/index.ts';
import { createOverlays } from '../../overlays/index.ts';
import { createPlaces } from '../../places/index.ts';
import { createLocalBus } from '../../platform/bus.ts';
import { connect } from '../../platform/db/connect.ts';
import type { ConnectionTarget } from '../../platform/db/embedded/index.ts';
import { silentLog } from '../../platform/log.ts';
import { sealerWithKey } from '../../platform/sealer.ts';
import { createAlerts, issuedCards } from '../index.ts';

const [line = '{}'] = await new Promise<string[]>((resolve) => {
  createInterface({ input: process.stdin }).once('line', (text) => resolve([text]));
});
const { target } = JSON.parse(line) as { target: ConnectionTarget };
const log = silentLog();
const now = Date.now;
const { db } = connect({ target, log, maxConnections: 4 });
const bus = createLocalBus(log);
const nobody = { visible: async () => ({ everywhere: true as const }), permits: async () => false };
const { clocks } = createCalendar({ db, bus, now });
const places = createPlaces({ db, now });
const overlays = createOverlays({ db, bus, places, visibility: nobody, now, log });
const cases = createCases({ db, now, sealer: sealerWithKey(randomBytes(32)), clocks, cards: issuedCards });
const alerts = createAlerts({
  ...{ db, bus, dataDir: tmpdir(), clocks, cases: cases.log, overlays, now, log },
  notices: { notifyAll: async (_, all) => all.map(() => ({ reached: null, skipped: [], names: [] })) },
  audit: { append: async () => undefined },
  ...{ gate: nobody, visibility: nobody, finder: places.finder },
});
alerts.start();
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
