/**
 * Puts the monitoring desk together: what pictures say of windows, leads where they and the record disagree, walls,
 * findings, patrols, the shift desk. Given what `compose.ts` has made before; begun and ended with it.
 */
import type { Registry } from 'prom-client';
import type { LoadedConfig } from '../config/load.ts';
import { OccupancyWatch } from '../streams/occupancy/index.ts';
import type { Access } from './access/index.ts';
import type { Alerts } from './alerts/index.ts';
import type { Calendar } from './calendar/index.ts';
import type { Cameras } from './cameras/index.ts';
import type { Cases } from './cases/index.ts';
import type { Clerks } from './clerks/index.ts';
import type { Media } from './compose-media.ts';
import { createDuty } from './duty/index.ts';
import type { Exchange } from './exchange/index.ts';
import { createFindings, type Findings } from './findings/index.ts';
import type { Health } from './health/index.ts';
import type { Holds } from './holds/index.ts';
import { createDetection, createLeads } from './leads/index.ts';
import type { NoticesSlice } from './notices/index.ts';
import { createOccupancy } from './occupancy/index.ts';
import type { Overlays } from './overlays/index.ts';
import { createPatrols } from './patrols/index.ts';
import type { Places } from './places/index.ts';
import type { Bus } from './platform/bus.ts';
import type { Db } from './platform/db/connect.ts';
import type { AuditTrail } from './platform/http/audited.ts';
import type { Route } from './platform/http/route.ts';
import type { Lifecycle } from './platform/lifecycle.ts';
import type { Logger } from './platform/log.ts';
import type { Sealer } from './platform/sealer.ts';
import type { SocketHandlers } from './platform/sockets.ts';
import type { PlaybackSlice } from './playback/index.ts';
import type { Recordings } from './recordings/index.ts';
import { createWalls } from './walls/index.ts';

export interface MonitoringNeeds {
  readonly config: LoadedConfig;
  readonly db: Db;
  readonly bus: Bus;
  readonly audit: AuditTrail;
  readonly access: Access;
  readonly sealer: Sealer;
  readonly registry: Registry;
  readonly dataDir: string;
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
  readonly now: () => number;
  readonly calendar: Calendar;
  readonly cameras: Cameras;
  readonly places: Places;
  readonly clerks: Clerks;
  readonly cases: Cases;
  readonly overlays: Overlays;
  readonly notices: NoticesSlice;
  readonly exchange: Exchange;
  readonly alerts: Alerts;
  readonly recordings: Recordings;
  readonly playback: PlaybackSlice;
  readonly holds: Holds;
  readonly health: Health;
  readonly media: Media;
}

export interface Monitoring {
  readonly findings: Pick<Findings, 'port' | 'clipOf'>;
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketHandlers[];
  /** Cameras, windows or where they are in pictures changed. */
  camerasChanged(): void;
  /** Something was reported and stands. */
  eventsTaken(): void;
  /** Once the web server listens. */
  start(): Promise<void>;
}

export function composeMonitoring(needs: MonitoringNeeds): Monitoring {
  const { db, audit, access, notices, lifecycle, log, now } = needs;
  const forAll = { db, audit, gate: access, visibility: access, log, now };
  const { media, places, config } = needs;
  const occupancy = createOccupancy({
    ...{ ...forAll, bus: needs.bus, places },
    watch: config.occupancy
      ? (listener, learnt) =>
          new OccupancyWatch({
            ...{ hub: media.hub, enterLine: media.enterLineLast, listener, learnt, now },
            log: log.child({ part: 'occupancy watch' }),
          })
      : undefined,
  });
  lifecycle.onClose('occupancy', () => occupancy.close());
  const duty = createDuty({ ...forAll, notices: notices.notices });
  lifecycle.onClose('shift desk', () => duty.close());
  const walls = createWalls({ ...forAll, bus: needs.bus, cameras: needs.cameras.service });
  lifecycle.onClose('walls', () => walls.close());
  const findings = createFindings({
    ...{ ...forAll, bus: needs.bus, dataDir: needs.dataDir, clocks: needs.calendar.clocks },
    ...{ notices: notices.notices, footage: needs.recordings.footage, playback: needs.playback },
    ...{ holds: needs.holds, hub: media.hub, enterLine: media.enterLineLast, finder: places.finder },
  });
  lifecycle.onClose('findings', () => findings.close());
  const leads = createLeads({
    ...{ ...forAll, bus: needs.bus, finder: places.finder, notices: notices.notices, holds: needs.holds },
    ...{ cards: needs.alerts.confirmedLeads, findings: findings.port },
    ...{ occupancy: occupancy.history, footage: needs.recordings.footage },
  });
  lifecycle.onClose('leads', () => leads.close());
  const detection = createDetection({
    ...{ ...forAll, finder: places.finder, book: leads.book, occupancy: occupancy.history },
    ...{ clocks: needs.calendar.clocks, sealer: needs.sealer, registry: needs.registry },
  });
  lifecycle.onClose('rules of leads', () => detection.detector.close());
  const patrols = createPatrols({
    ...{ ...forAll, finder: places.finder, clocks: needs.calendar.clocks, sealer: needs.sealer },
    ...{ notices: notices.notices, findings: findings.port },
  });
  lifecycle.onClose('patrols', () => patrols.close());
  return {
    findings,
    routes: [
      ...findings.routes,
      ...occupancy.routes,
      ...duty.routes,
      ...walls.routes,
      ...patrols.routes,
      ...detection.routes,
      ...leads.routes,
    ],
    sockets: [occupancy.sockets, ...walls.sockets, leads.sockets],
    camerasChanged: () => occupancy.changed(),
    eventsTaken: () => detection.detector.nudge(),
    start: async () => {
      await occupancy.start();
      duty.start();
      findings.start();
      leads.start();
      detection.detector.start();
      patrols.start();
    },
  };
}
