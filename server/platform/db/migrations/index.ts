/** Every migration, in order. Numbers are never reused, files never change once released. */
import type { Kysely } from 'kysely';
import * as first from './0001-first.ts';
import * as pushKeys from './0002-push-keys.ts';
import * as lines from './0003-lines.ts';
import * as accessRights from './0004-access.ts';
import * as signIn from './0005-sign-in.ts';
import * as auditChain from './0006-audit-chain.ts';
import * as placesOverTime from './0007-places-over-time.ts';
import * as clerks from './0008-clerks.ts';
import * as imports from './0009-imports.ts';
import * as cameraDetails from './0010-camera-details.ts';
import * as health from './0011-health.ts';
import * as search from './0012-search.ts';
import * as calendar from './0013-calendar.ts';
import * as matterVersions from './0014-matter-versions.ts';
import * as exchangeFeeds from './0015-exchange-feeds.ts';
import * as caseClocks from './0016-case-clocks.ts';
import * as alerts from './0017-alerts.ts';
import * as notices from './0018-notices.ts';
import * as desk from './0019-desk.ts';
import * as overview from './0020-overview.ts';
import * as clockFaultsTold from './0021-clock-faults-told.ts';
import * as recordings from './0022-recordings.ts';
import * as playback from './0023-playback.ts';
import * as holds from './0024-holds.ts';
import * as evidence from './0025-evidence.ts';
import * as occupancy from './0026-occupancy.ts';
import * as leads from './0027-leads.ts';
import * as walls from './0028-walls.ts';
import * as findings from './0029-findings.ts';
import * as patrols from './0030-patrols.ts';
import * as duty from './0031-duty.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly up: (db: Kysely<unknown>) => Promise<void>;
}

export const migrations: readonly Migration[] = [
  { number: 1, name: 'first', up: first.up },
  { number: 2, name: 'push-keys', up: pushKeys.up },
  { number: 3, name: 'lines', up: lines.up },
  { number: 4, name: 'access', up: accessRights.up },
  { number: 5, name: 'sign-in', up: signIn.up },
  { number: 6, name: 'audit-chain', up: auditChain.up },
  { number: 7, name: 'places-over-time', up: placesOverTime.up },
  { number: 8, name: 'clerks', up: clerks.up },
  { number: 9, name: 'imports', up: imports.up },
  { number: 10, name: 'camera-details', up: cameraDetails.up },
  { number: 11, name: 'health', up: health.up },
  { number: 12, name: 'search', up: search.up },
  { number: 13, name: 'calendar', up: calendar.up },
  { number: 14, name: 'matter-versions', up: matterVersions.up },
  { number: 15, name: 'exchange-feeds', up: exchangeFeeds.up },
  { number: 16, name: 'case-clocks', up: caseClocks.up },
  { number: 17, name: 'alerts', up: alerts.up },
  { number: 18, name: 'notices', up: notices.up },
  { number: 19, name: 'desk', up: desk.up },
  { number: 20, name: 'overview', up: overview.up },
  { number: 21, name: 'clock-faults-told', up: clockFaultsTold.up },
  { number: 22, name: 'recordings', up: recordings.up },
  { number: 23, name: 'playback', up: playback.up },
  { number: 24, name: 'holds', up: holds.up },
  { number: 25, name: 'evidence', up: evidence.up },
  { number: 26, name: 'occupancy', up: occupancy.up },
  { number: 27, name: 'leads', up: leads.up },
  { number: 28, name: 'walls', up: walls.up },
  { number: 29, name: 'findings', up: findings.up },
  { number: 30, name: 'patrols', up: patrols.up },
  { number: 31, name: 'duty', up: duty.up },
];
