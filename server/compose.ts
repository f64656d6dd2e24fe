/**
 * Puts the program together by hand: what each slice is given, in the order it can be made. Everything begun is
 * registered with the lifecycle, which ends it in reverse.
 */
import { join } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import { roles } from '../config/schema.ts';
import { type Access, createAccess, type FirstAdmin, rightsChanged, type SsoConfig } from './access/index.ts';
import { alertsChanged, createAlerts, issuedCards } from './alerts/index.ts';
import { createAudit } from './audit/index.ts';
import { calendarChanged, createCalendar } from './calendar/index.ts';
import { probe } from './camera-probe.ts';
import { createCameras, createPushKeys } from './cameras/index.ts';
import { createCases } from './cases/index.ts';
import { createClerks } from './clerks/index.ts';
import { composeMedia } from './compose-media.ts';
import { composeMonitoring } from './compose-monitoring.ts';
import { composeWeb } from './compose-web.ts';
import { createDesk } from './desk/index.ts';
import { createEvidence } from './evidence/index.ts';
import { createExchange, dropRootIn } from './exchange/index.ts';
import { addFootageFigures } from './footage-figures.ts';
import { createHealth } from './health/index.ts';
import { createHolds } from './holds/index.ts';
import { createImports } from './imports/index.ts';
import { createMatters } from './matters/index.ts';
import { createNotices, DailyRound } from './notices/index.ts';
import { createOverlays } from './overlays/index.ts';
import { createOverview } from './overview/index.ts';
import { caseVisible, createPlaces } from './places/index.ts';
import { createLocalBus } from './platform/bus.ts';
import { openDataDir } from './platform/data-dir.ts';
import { openDatabase } from './platform/db/open.ts';
import { afterCommit } from './platform/db/unit-of-work.ts';
import type { ReadinessCheck } from './platform/http/health.ts';
import { createRegistry } from './platform/http/metrics.ts';
import type { Route } from './platform/http/route.ts';
import type { Lifecycle } from './platform/lifecycle.ts';
import type { Logger } from './platform/log.ts';
import { createSealer } from './platform/sealer.ts';
import { createPlayback } from './playback/index.ts';
import { createRecordings } from './recordings/index.ts';
import { createSearch } from './search/index.ts';

export interface Running {
  /** Where this machine reaches it. */
  readonly baseUrl: string;
  readonly admin: FirstAdmin;
  /** The whole surface: the permission test walks through it. */
  readonly routes: readonly Route[];
  /** Who may: the permission test asks it, too. */
  readonly access: Access;
  /** Why there is no WebRTC, or undefined. */
  readonly webrtcUnavailable: string | undefined;
  /** SHA-256 of the TLS certificate, where we made it ourselves. */
  readonly ownCertificate: string | undefined;
  openAdminSession(): Promise<string>;
  /** Where recordings go, and a look at what was put there by others than the recorder. */
  readonly recordingFolder: string;
  compareRecordings(): Promise<void>;
}

export async function compose(config: LoadedConfig, log: Logger, lifecycle: Lifecycle): Promise<Running> {
  refuseUnbuilt(config);
  const now = Date.now;
  const dataDir = await openDataDir(config.dataDir);
  lifecycle.onClose('data folder', () => dataDir.close());
  const database = await openDatabase({ config, log, lifecycle });
  const { db } = database;
  const sealer = createSealer(dataDir.path);
  const bus = createLocalBus(log);
  lifecycle.onClose('bus', () => bus.close());

  const trail = createAudit({ db, now, dataDir: dataDir.path, log });
  lifecycle.onClose('audit trail', () => trail.close());
  const { audit } = trail;
  const people = createAccess({
    ...{ db, bus, audit, sealer, now, log, publicUrl: config.publicUrl },
    sso: ssoOf(config),
  });
  lifecycle.onClose('access', () => people.close());
  const { access } = people;
  const calendar = createCalendar({ db, bus, now });
  const places = createPlaces({
    ...{ db, now, dataDir: dataDir.path },
    onHoursChanged: (hallId) => calendar.hallChanged(hallId),
    onMoved: () => {
      bus.publish(rightsChanged, { userIds: null });
      recordings.changed();
      monitoring.camerasChanged();
    },
    onSoundChanged: (hallId) => {
      media.reloadHall(hallId);
      recordings.changed();
    },
  });
  const cameras = createCameras({
    ...{ db, now, places, sealer, networks: cameraNetworksOf(config) },
    ownPorts: () => ownPortsOf(config),
    onChanged: (cameraId) => {
      media.reload(cameraId);
      recordings.changed();
      monitoring.camerasChanged();
    },
    onPlaced: () => monitoring.camerasChanged(),
    onAdded: () => {
      recordings.changed();
      monitoring.camerasChanged();
    },
  });
  await cameras.loadNetworks();
  lifecycle.onClose('camera discovery', () => cameras.close());
  const clerks = createClerks({ db, places, now });
  const matters = createMatters({
    ...{ db, places, now },
    termsChanged: async (matterId) => {
      await cases.recompute.ask({ matterId });
      afterCommit(() => cases.recompute.nudge());
    },
  });
  matters.start();
  lifecycle.onClose('matters', () => matters.close());
  const cases = createCases({
    ...{ db, now, sealer, clocks: calendar.clocks, cards: issuedCards, logger: log },
    onMoved: () => alerts.nudge(),
  });
  lifecycle.onClose('cases', () => cases.close());
  const overlays = createOverlays({ db, bus, places, visibility: access, now, log });
  lifecycle.onClose('overlays', () => overlays.close());
  const notices = createNotices({
    ...{ db, bus, audit, sealer, visibility: access, finder: places.finder, log, now },
    ...{ mail: mailOf(config), webhookNetworks: config.webhookNetworks, publicUrl: config.publicUrl },
    ownPorts: () => ownPortsOf(config),
  });
  lifecycle.onClose('notices', () => notices.close());
  const exchange = createExchange({
    notices: notices.notices,
    ...{ db, log: cases.log, overlays, sealer, bus, audit, logger: log, now },
    ...{ finder: places.finder, visibility: access, gate: access, clocks: calendar.clocks },
    dropRoot: config.exchangeDropDir ?? dropRootIn(dataDir.path),
    onTaken: () => {
      alerts.nudge();
      holds.nudge();
      monitoring.eventsTaken();
    },
  });
  lifecycle.onClose('exchange', () => exchange.close());
  const desk = createDesk({
    ...{ db, exchange: exchange.service, finder: places.finder, visibility: access, sealer, audit, now },
  });
  const clockFaults = calendar.faultWatch({ notices: notices.notices, log });
  lifecycle.onClose('clock faults', () => clockFaults.close());
  const overview = createOverview({ db, gate: access, visibility: access, audit, log, now });
  lifecycle.onClose('overview', () => overview.close());
  const alerts = createAlerts({
    ...{
      db,
      bus,
      dataDir: dataDir.path,
      clocks: calendar.clocks,
      cases: cases.log,
      overlays,
      notices: notices.notices,
    },
    ...{ audit, gate: access, visibility: access, finder: places.finder, now, log },
  });
  lifecycle.onClose('alerts', () => alerts.close());
  const daily = new DailyRound({
    errands: { refusals: exchange.tellRefusals, appeals: alerts.tellAppealsEnding },
    ...{ log, now },
  });
  lifecycle.onClose('daily notices', () => daily.close());
  const search = createSearch({ db, visibility: access, log });
  lifecycle.onClose('search keys', () => search.close());
  const imports = createImports({
    ...{
      db,
      now,
      log,
      sealer,
      access,
      audit,
      users: people.userImports,
      matters: matters.service,
      windowMatters: matters.served,
      clerks: clerks.clerks,
      shifts: clerks.shifts,
    },
    ...{
      places: places.service,
      finder: places.finder,
      cameras: cameras.service,
      cameraImports: cameras.imports,
    },
  });
  await imports.start();
  lifecycle.onClose('imports', () => imports.close());
  const registry = createRegistry();
  const pushKeys = createPushKeys({
    ...{ db, now, audit, cameras: cameras.service, finder: places.finder },
    port: () => media.push,
  });
  const recordingFolders =
    config.recordingDirs.length > 0 ? config.recordingDirs : [join(dataDir.path, 'recordings')];
  const recordings = createRecordings({
    ...{ db, audit, gate: access, visibility: access, finder: places.finder, registry, log, now },
    ...{ notices: notices.notices, reserveBytes: config.recordingReserve },
    folders: recordingFolders,
  });
  lifecycle.onClose('recordings', () => recordings.close());
  const media = await composeMedia({
    config,
    pushKeys: pushKeys.service,
    log,
    lifecycle,
    cameras,
    places,
    access,
    audit,
    bus,
    registry,
    recordings,
    now,
  });

  const playback = createPlayback({
    ...{ db, bus, audit, gate: access, visibility: access, finder: places.finder, log, now },
    ...{ footage: recordings.footage, passages: cases.passages },
    clipOfFinding: (actor, findingId) => monitoring.findings.clipOf(actor, findingId),
    policyOf: (hallId) => places.service.policyOf(hallId),
    ...{ encoders: media.encoders, encoder: media.encoder },
    cacheDir: join(dataDir.path, 'cache', 'playback'),
  });
  lifecycle.onClose('playback', () => playback.close());
  addFootageFigures({
    ...{ registry, playback, diskPath: recordings.diskPath },
    recorder: () => media.recorder.figures,
  });
  const holds = createHolds({
    ...{ db, audit, gate: access, visibility: access, finder: places.finder, log, now },
    ...{ notices: notices.notices, footageOfCase: (caseId) => playback.rangesOfCase(caseId) },
  });
  lifecycle.onClose('holds', () => holds.close());
  bus.subscribe(alertsChanged, (changed) => {
    holds
      .cardsChanged(changed.map(({ alertId }) => alertId))
      .catch((error) => log.error({ err: error }, 'holds on cards that changed are looked at later'));
  });
  const evidence = createEvidence({
    ...{ db, audit, gate: access, visibility: access, finder: places.finder, log, now },
    ...{ dataDir: dataDir.path, footage: recordings.footage, cases },
    policyOf: (hallId) => places.service.policyOf(hallId),
  });
  lifecycle.onClose('evidence', () => evidence.close());

  const health = createHealth({
    ...{ db, dataDir: dataDir.path, bus, audit, gate: access, visibility: access, registry, log, now },
    ...{ finder: places.finder, hoursOf: (hallId) => places.hours.of(hallId) },
    ...{ hub: media.hub, enterLine: media.enterLineLast, everyMs: config.healthEverySeconds * 1000 },
  });
  lifecycle.onClose('health', () => health.close());
  const monitoring = composeMonitoring({
    ...{ config, db, bus, audit, access, sealer, registry, lifecycle, log, now },
    ...{ dataDir: dataDir.path, calendar, places, clerks, cases, overlays, notices, exchange, alerts },
    ...{ recordings, playback, holds, health, media, cameras },
  });
  bus.subscribe(calendarChanged, () => health.forgetHours());
  bus.subscribe(calendarChanged, (places) => {
    cases.recompute
      .clocksChanged(places)
      .catch((error) => log.error({ err: error }, 'deadlines are not computed again by the new calendar'));
  });
  bus.subscribe(calendarChanged, () => {
    alerts
      .clocksChanged()
      .catch((error) => log.error({ err: error }, 'cases are not looked at by the new calendar'));
  });

  let started = false;
  const checkReadiness = async (): Promise<ReadinessCheck[]> => [
    { name: 'start', needed: true, ok: started, ...(!started && { reason: 'is under way' }) },
    await database.check(),
    { name: 'webrtc', needed: false, ...media.webrtcCheck() },
    { name: 'rtmp', needed: false, ...media.rtmpCheck() },
    ...(config.recording ? [{ name: 'recording', needed: false, ...recordings.check() }] : []),
  ];
  const web = composeWeb({
    ...{ config, dataDir: dataDir.path, access, bus, registry, lifecycle, log, now, checkReadiness },
    keepAlive: (sessionIds) => people.keepAlive(sessionIds),
    routes: [
      ...people.routes,
      ...people.rightsRoutes({ finder: places.finder, caseVisible }),
      ...trail.routes,
      ...places.routes({ visibility: access, audit }),
      ...calendar.routes({ visibility: access, audit, finder: places.finder }),
      ...cameras.routes({ visibility: access, audit, probe }),
      ...pushKeys.routes,
      ...matters.routes({ visibility: access, audit }),
      ...clerks.routes({ visibility: access, audit }),
      ...cases.routes({ visibility: access, audit, finder: places.finder }),
      ...search.routes,
      ...overlays.routes,
      ...exchange.routes,
      ...desk.routes,
      ...imports.routes,
      ...recordings.routes,
      // Before media's, which takes any file's name for a segment of LL-HLS.
      ...playback.routes,
      ...holds.routes,
      ...evidence.routes,
      ...media.routes,
      ...health.routes,
      ...notices.routes,
      ...overview.routes,
      ...alerts.routes,
      ...monitoring.routes,
    ],
    sockets: [
      overlays.sockets,
      ...media.sockets,
      health.sockets,
      exchange.sockets,
      notices.sockets,
      alerts.sockets,
      ...monitoring.sockets,
    ],
  });

  places.sweep().catch((error) => log.warn({ err: error }, 'left-over floor plans were not removed'));
  alerts
    .sweepFiles()
    .catch((error) => log.warn({ err: error }, 'left-over files of answers were not removed'));
  const baseUrl = await web.listen();
  await playback.start();
  await evidence.start();
  if (config.recording) await recordings.start(media.recorder);
  await health.start();
  await monitoring.start();
  cases.start();
  exchange.watch.start();
  await exchange.drop.start();
  notices.start();
  alerts.start();
  holds.start();
  clockFaults.start();
  daily.start();
  // Last, when nothing can fail any more: a first password that was made but not shown would lock everybody out.
  const admin = await people.ensureAdmin(config.adminPassword);
  search.start();
  started = true;
  return {
    baseUrl,
    admin,
    routes: web.routes,
    access,
    webrtcUnavailable: media.webrtcCheck().reason,
    ownCertificate: web.ownCertificate,
    openAdminSession: () => people.openAdminSession(),
    recordingFolder: recordingFolders[0] ?? '',
    compareRecordings: () => recordings.compare(),
  };
}

/** The demo's cameras are on this machine. */
const cameraNetworksOf = ({ cameraNetworks, demo }: LoadedConfig) =>
  demo ? [...cameraNetworks, '127.0.0.0/8'] : cameraNetworks;

/** What an address that somebody gives must not lead back to. */
const ownPortsOf = ({ port, rtmpPort, webrtcPort, webrtcWorkers }: LoadedConfig) => [
  ...[port, rtmpPort],
  ...Array.from({ length: webrtcWorkers }, (_, worker) => webrtcPort + worker),
];

/** Undefined: no mail goes out. */
const mailOf = ({ smtpUrl: url, smtpFrom: from }: LoadedConfig) =>
  url === undefined || from === undefined ? undefined : { url, from };

/** Undefined: no other sign-in service. */
function ssoOf(config: LoadedConfig): SsoConfig | undefined {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret } = config;
  const { oidcLabel: label, oidcGroupsClaim: groupsClaim, oidcScopes: scopes } = config;
  if (issuer === undefined || clientId === undefined) return undefined;
  return { issuer, clientId, clientSecret, label, groupsClaim, scopes };
}

/** Settings of the design that nothing stands behind yet: better no start than one that ignores them. */
function refuseUnbuilt({ redisUrl, roles: given }: LoadedConfig): void {
  if (redisUrl !== undefined) throw new Error('MC_REDIS_URL is set, but more than one node is not built yet');
  if (roles.some((one) => !given.includes(one)))
    throw new Error(`MC_ROLES is ${given.join(',')}, but roles on nodes of their own are not built yet`);
}
