/** Findings, and what they stand on (notices, playback, holds), beside a record server. No cameras: pictures are the test's. */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Calendar, createCalendar } from '../../server/calendar/index.ts';
import { createFindings, type Findings, type FindingsNeeds } from '../../server/findings/index.ts';
import { createHolds, type Holds } from '../../server/holds/index.ts';
import { createNotices, type NoticesSlice } from '../../server/notices/index.ts';
import { silentLog } from '../../server/platform/log.ts';
import { sealerWithKey } from '../../server/platform/sealer.ts';
import { createPlayback, type PlaybackSlice } from '../../server/playback/index.ts';
import { createFootage } from '../../server/recordings/index.ts';
import type { RecordServerOptions } from './record-server.ts';

/** What a record server's `also` is given. */
type Parts = Parameters<NonNullable<RecordServerOptions['also']>>[0];

export interface FindingsBeside {
  readonly inboxes: NoticesSlice;
  readonly playback: PlaybackSlice;
  readonly holds: Holds;
  readonly findings: Findings;
  /** For a second one, as after a restart. */
  readonly needs: FindingsNeeds;
  readonly clocks: Calendar['clocks'];
  close(): Promise<void>;
}

/** `pictureAt`: what the recording gives; undefined: nothing. */
export function findingsBeside(
  { db, bus, access, audit, now, cases, places }: Parts,
  pictureAt: FindingsNeeds['playback']['pictureAt'],
): FindingsBeside {
  const log = silentLog();
  const parts = { db, gate: access, visibility: access, finder: places.finder, audit, now, log };
  const footage = createFootage({ db, now });
  const { clocks } = createCalendar({ db, bus, now });
  const inboxes = createNotices({
    ...{ ...parts, bus, sealer: sealerWithKey(Buffer.alloc(32)), mail: undefined },
    ...{ webhookNetworks: [], ownPorts: () => [], publicUrl: undefined },
  });
  const { notices } = inboxes;
  const folder = join(tmpdir(), `mc-findings-${randomUUID()}`);
  const playback = createPlayback({
    ...{ ...parts, bus, passages: cases.passages, footage },
    policyOf: (hallId) => places.service.policyOf(hallId),
    // Nothing is played here.
    encoders: { enter: async () => () => undefined },
    cacheDir: join(folder, 'cache'),
    clipOfFinding: (actor, id) => findings.clipOf(actor, id),
  });
  const holds = createHolds({
    ...{ ...parts, notices, footageOfCase: (caseId) => playback.rangesOfCase(caseId) },
  });
  const needs: FindingsNeeds = {
    ...{ ...parts, bus, dataDir: folder, notices, holds, footage, clocks },
    playback: { pictureAt },
    hub: {
      peek: () => undefined,
      acquire: () => {
        throw new Error('no cameras here');
      },
    },
    enterLine: async () => () => undefined,
  };
  const findings = createFindings(needs);
  return {
    ...{ inboxes, playback, holds, findings, needs, clocks },
    close: async () => {
      await findings.close();
      await holds.close();
      await playback.close();
    },
  };
}
