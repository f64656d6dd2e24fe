/** Playing recordings back: why somebody looks, what he may see, the footage on the wire, and a case beside its pictures. */
import type { EncoderOptions, TranscodePool } from '../../streams/index.ts';
import { EncodedRuns, FragmentTables, Previews } from '../../streams/playback/index.ts';
import { FragmentReader } from '../../streams/recorder/index.ts';
import { rightsChanged, sessionsEnded } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { CasePassages } from '../cases/index.ts';
import type { CameraRange } from '../contract/playback.ts';
import { createMayListen, HallPolicies, Looks, UnsentAnswers } from '../live/index.ts';
import type { HallPolicy, PlaceFinder, Visibility } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor, Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { Footage } from '../recordings/index.ts';
import { createCasePlayback } from './case-playback.ts';
import { encodedRoutes, encodedUris } from './encoded.routes.ts';
import { FootagePlaces } from './footage-places.ts';
import { FootageRights } from './footage-rights.ts';
import { mediaRoutes } from './media.routes.ts';
import { OpenReads } from './open-reads.ts';
import { keyframeOf, picturesRoutes } from './pictures.routes.ts';
import { RecordedParts } from './recorded-parts.ts';
import { viewingsRoutes } from './viewings.routes.ts';
import { ViewingsService } from './viewings.service.ts';
import { ViewingsStore } from './viewings.store.ts';

export interface PlaybackNeeds {
  readonly db: Db;
  readonly footage: Footage;
  readonly passages: CasePassages;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofCameraAt' | 'ofCase'>;
  /** A hall's word on sound. */
  readonly policyOf: (hallId: string) => Promise<HallPolicy | undefined>;
  /** Encoders, which live pictures use as well. */
  readonly encoders: Pick<TranscodePool, 'enter'>;
  readonly encoder?: EncoderOptions;
  /** For what is encoded again: emptied at the start. */
  readonly cacheDir: string;
  readonly audit: Audit;
  readonly bus: Bus;
  readonly log: Logger;
  readonly now: () => number;
  /** The half minute of a finding, for who may read it; undefined: there is no such thing for him. */
  readonly clipOfFinding?: (actor: Actor, findingId: string) => Promise<CameraRange | undefined>;
}

export type PlaybackWay = 'playlist' | 'file' | 'picture' | 'transcoded';

export interface PlaybackSlice {
  /** Before live's: its `:file` would take them for its own. */
  readonly routes: readonly Route[];
  /** All cameras and times of a case, whoever asks: what a hold on it covers. */
  rangesOfCase(caseId: string): Promise<readonly CameraRange[]>;
  /**
   * A camera's recorded picture of an instant, as large as it is up to 1920 wide; undefined: there is none. For what is
   * kept of it: whether whoever asks may see it is the asker's errand.
   */
  pictureAt(
    cameraId: string,
    atMs: number,
  ): Promise<{ readonly jpeg: Buffer; readonly capturedAtMs: number } | undefined>;
  /** For the figures. */
  bytesSent(): ReadonlyMap<PlaybackWay, number>;
  openReads(): number;
  start(): Promise<void>;
  close(): Promise<void>;
}

const SWEEP_EVERY_MS = 20_000;

export function createPlayback(needs: PlaybackNeeds): PlaybackSlice {
  const { db, bus, log, now } = needs;
  const cases = createCasePlayback(needs);
  const places = new FootagePlaces(needs);
  const viewings = new ViewingsService({
    ...{ places, gate: needs.gate, now },
    store: new ViewingsStore({ db }),
    rangesOf: async (actor, subject) => {
      if (subject.kind !== 'finding') return cases.rangesOf(actor, subject);
      const clip = await needs.clipOfFinding?.(actor, subject.findingId);
      return clip && [clip];
    },
  });
  const looks = new Looks(needs);
  const policies = new HallPolicies(needs);
  const rights = new FootageRights({
    ...{ ...needs, places, viewings, looks },
    mayListen: createMayListen({ ...needs, policies }),
  });
  const tables = new FragmentTables({ reader: (file) => new FragmentReader(file), now });
  const parts = new RecordedParts({ footage: needs.footage, tables });
  const reads = new OpenReads();
  const encoded = new EncodedRuns({
    ...{ pool: needs.encoders, folder: needs.cacheDir },
    ...(needs.encoder && { encoder: needs.encoder }),
  });
  const unsent = new UnsentAnswers({ now });
  const previews = new Previews();
  const bytesSent = new Map<PlaybackWay, number>();
  const onSent = (way: PlaybackWay, bytes: number): void => {
    bytesSent.set(way, (bytesSent.get(way) ?? 0) + bytes);
  };
  const stops = [
    bus.subscribe(sessionsEnded, ({ sessionIds }) => {
      reads.endSessions(sessionIds);
      viewings
        .endOfSessions(sessionIds)
        .catch((error) => log.warn({ err: error }, 'viewings of sessions that ended are not marked so'));
    }),
    bus.subscribe(rightsChanged, ({ userIds }) => void reads.recheck(userIds)),
  ];
  const sweeping = setInterval(() => {
    void looks.sweep();
    void reads.recheck(null);
  }, SWEEP_EVERY_MS);
  sweeping.unref();
  return {
    routes: [
      ...viewingsRoutes(viewings),
      ...mediaRoutes({
        ...{ rights, parts, reads, onSent, now },
        encodedAgain: (found) => encodedUris(encoded, found),
      }),
      ...encodedRoutes({ rights, parts, encoded, unsent, onSent }),
      ...picturesRoutes({
        ...{ rights, parts, onSent, now, unsent },
        previews,
        reads: new OpenReads({ mostOfSession: 16, most: 64 }),
      }),
      ...cases.routes,
    ],
    rangesOfCase: cases.rangesOfCase,
    pictureAt: async (cameraId, atMs) => {
      for (const profile of ['main', 'sub'] as const) {
        const picked = await keyframeOf({ parts, now }, { cameraId, profile }, atMs);
        if (picked !== undefined)
          return { jpeg: await previews.jpeg(picked, 1920), capturedAtMs: picked.fragment.atMs };
      }
      return undefined;
    },
    bytesSent: () => bytesSent,
    openReads: () => reads.count,
    start: () => encoded.start(),
    close: async () => {
      clearInterval(sweeping);
      for (const stop of stops) stop();
      reads.close();
      await encoded.close();
      await looks.close();
    },
  };
}
