/** Evidence packages: footage, its record, a manifest and a signature that anybody can verify. */
import type { CaseDetail } from '../contract/cases.ts';
import { createMayListen } from '../live/index.ts';
import type { HallPolicy, PlaceFinder, Visibility, Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { Footage } from '../recordings/index.ts';
import { evidenceRoutes } from './evidence.routes.ts';
import { EvidenceService } from './evidence.service.ts';
import { type NodeKey, nodeKey } from './node-key.ts';
import { PackagesStore } from './packages.store.ts';
import { RecordStore } from './record.store.ts';
import { type Sm2Key, sm2Key } from './sm2.ts';
import { EvidenceWorker } from './worker.ts';

export interface EvidenceNeeds {
  readonly db: Db;
  readonly dataDir: string;
  readonly footage: Pick<Footage, 'segments' | 'coverage'>;
  readonly cases: {
    detail(caseId: string, visible: Visible): Promise<CaseDetail>;
    applicant(caseId: string): Promise<{ readonly applicant: string | null }>;
  };
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofCameraAt' | 'ofCase'>;
  /** A hall's word on sound. */
  readonly policyOf: (hallId: string) => Promise<HallPolicy | undefined>;
  readonly audit: AuditTrail;
  readonly ffmpegPath?: string;
  readonly now: () => number;
  readonly log: Logger;
}

export interface Evidence {
  readonly routes: readonly Route[];
  /** After the migrations: goes on with what was under way. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export function createEvidence(needs: EvidenceNeeds): Evidence {
  const { db, dataDir, footage, cases, gate, visibility, finder, policyOf, audit, now, ffmpegPath } = needs;
  const log = needs.log.child({ part: 'evidence' });
  const packages = new PackagesStore({ db });
  const record = new RecordStore({ db });
  let known: NodeKey | undefined;
  const node = (): NodeKey => {
    known ??= nodeKey(dataDir, now);
    return known;
  };
  let probed: Promise<Sm2Key | undefined> | undefined;
  const sm2 = (): Promise<Sm2Key | undefined> => {
    probed ??= sm2Key(dataDir);
    return probed;
  };
  const hasSm2 = async () => (await sm2()) !== undefined;
  const worker = new EvidenceWorker({
    ...{ packages, dataDir, log, store: record, footage, node, sm2, ffmpegPath, now },
    caseDetail: async (caseId, unmask) => {
      const detail = await cases.detail(caseId, { everywhere: true });
      return unmask ? { ...detail, ...(await cases.applicant(caseId)) } : detail;
    },
  });
  const ofCamera = async (cameraId: string) => {
    const hallId = (await finder.ofCamera(cameraId))?.hallId;
    const policy = hallId === undefined ? undefined : await policyOf(hallId);
    return hallId !== undefined && policy ? { hallId, policy } : undefined;
  };
  const evidence = new EvidenceService({
    mayListen: createMayListen({ finder, gate, policies: { ofCamera } }),
    ...{ packages, record, worker, footage, gate, finder, hasSm2, dataDir, now },
    caseOf: async (caseId, actor) => cases.detail(caseId, await visibility.visible(actor, 'cases:read')),
    nameOf: (userId) => record.nameOf(userId),
  });
  const { questions, changes } = evidenceRoutes({
    evidence,
    worker,
    visibility,
    finder,
    audit,
    node,
    hasSm2,
  });
  return {
    routes: [...questions, ...audited(changes, audit)],
    start: () => worker.start(),
    close: () => worker.close(),
  };
}
