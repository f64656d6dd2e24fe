/** `/api/v1/recordings/…`, recording policies of halls and cameras, and what there is of a camera. */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import { id, listOf } from '../contract/common.ts';
import { LIVE_BUFFER_MS } from '../contract/playback.ts';
import * as contract from '../contract/recordings.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { invalid, notFound } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../platform/http/route.ts';
import type { Footage } from './footage.ts';
import type { PolicyOf } from './policies.store.ts';
import type { RecordingsService } from './recordings.service.ts';

export interface RecordingsRoutesOptions {
  readonly recordings: RecordingsService;
  readonly footage: Footage;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofCameraAt' | 'ofHall'>;
  readonly visibility: Visibility;
  readonly gate: Pick<Gate, 'permits'>;
  readonly now: () => number;
}

const tag = 'recordings';
const byCamera = z.object({ cameraId: id });
const byHall = z.object({ hallId: id });
const byDisk = z.object({ diskId: id });
/** A tile that was opened just now asks a little beyond its buffer. */
const BUFFER_SLACK_MS = 60_000;
const DAY_MS = 86_400_000;
/** Disks are the whole site's. */
const everywhere: Need = {
  kind: 'permission',
  permission: 'recordings:write',
  at: async () => ({ regionPath: [] }),
};

export function recordingsRoutes(options: RecordingsRoutesOptions): Route[] {
  const { recordings, visibility } = options;
  return [
    route({
      method: 'get',
      path: '/api/v1/recordings/disks',
      summary: 'The disks that footage goes to: how full they are, and what is wrong with them',
      tag,
      need: everywhere,
      response: listOf(contract.recordingDisk),
      handler: async () => ({ items: await recordings.disks(), nextCursor: null }),
    }),
    route({
      method: 'get',
      path: '/api/v1/recordings/cameras',
      summary: 'How the recording of each camera does, those that should be recorded and are not first',
      tag,
      need: { kind: 'permission', permission: 'recordings:view', at: 'anywhere' },
      query: contract.cameraRecordingsQuery,
      response: contract.cameraRecordings,
      handler: async ({ actor, query }) =>
        recordings.cameras(await visibility.visible(actor as Actor, 'recordings:view'), query),
    }),
    coverageRoute(options),
  ];
}

/** What changes something: audited by whoever mounts them. */
export function recordingsChangingRoutes(options: RecordingsRoutesOptions): Route[] {
  const { recordings, finder } = options;
  return [
    route({
      method: 'patch',
      path: '/api/v1/recordings/disks/:diskId',
      action: 'recording-disk.change',
      summary: 'Say how much of a disk recordings may take; null: what it has, less the reserve',
      tag,
      need: everywhere,
      params: byDisk,
      body: contract.changeDisk,
      response: contract.recordingDisk,
      subject: async ({ params }) => {
        const { path, quotaBytes } = await recordings.disk(params.diskId ?? '');
        return { name: path, quotaBytes };
      },
      handler: ({ params, body }) => recordings.changeDisk(params.diskId, body),
    }),
    ...policyRoutes({
      ...{ recordings, path: '/api/v1/halls/:hallId/recording-policy', params: byHall },
      at: ({ params }) => finder.ofHall(params.hallId),
      of: ({ hallId }) => ({ hallId: hallId ?? '' }),
      what: 'a hall’s cameras',
    }),
    ...policyRoutes({
      ...{ recordings, path: '/api/v1/cameras/:cameraId/recording-policy', params: byCamera },
      at: ({ params }) => finder.ofCamera(params.cameraId),
      of: ({ cameraId }) => ({ cameraId: cameraId ?? '' }),
      what: 'a camera',
    }),
  ];
}

function policyRoutes(about: {
  readonly recordings: RecordingsService;
  readonly path: string;
  readonly params: z.ZodType;
  readonly at: Exclude<Extract<Need, { kind: 'permission' }>['at'], 'anywhere'>;
  readonly of: (params: Readonly<Record<string, string>>) => PolicyOf;
  readonly what: string;
}): Route[] {
  const { recordings, path, params, at, of, what } = about;
  const need = (permission: Permission): Need => ({ kind: 'permission', permission, at });
  const ofInput = (input: { readonly params: unknown }) => of(input.params as Record<string, string>);
  const subject = async (input: RouteInput) => recordings.policy(ofInput(input));
  return [
    route({
      method: 'get',
      path,
      summary: `What of ${what} is recorded and for how long, and where that was said`,
      tag,
      need: need('recordings:view'),
      params,
      response: contract.heldPolicy,
      handler: (input) => recordings.policy(ofInput(input)),
    }),
    route({
      method: 'put',
      path,
      action: 'recording-policy.set',
      summary: `Say what of ${what} is recorded and for how long; fewer days count an hour later`,
      tag,
      need: need('recordings:write'),
      params,
      body: contract.recordingPolicy,
      response: contract.heldPolicy,
      subject,
      handler: (input) => recordings.setPolicy(ofInput(input), input.body),
    }),
    route({
      method: 'delete',
      path,
      action: 'recording-policy.remove',
      summary: `Let what is over ${what} hold for it again`,
      tag,
      need: need('recordings:write'),
      params,
      subject,
      handler: (input) => recordings.removePolicy(ofInput(input)),
    }),
  ];
}

function coverageRoute({ footage, finder, gate, now }: RecordingsRoutesOptions): Route {
  /** Both ends count: a right to see one case ends with its time at the window. */
  const mayPlay = async (actor: Actor, cameraId: string, fromMs: number, toMs: number): Promise<boolean> => {
    for (const atMs of [fromMs, toMs]) {
      const place = await finder.ofCameraAt(cameraId, new Date(atMs));
      if (!place || !(await gate.permits(actor, 'recordings:view', place))) return false;
    }
    return true;
  };
  const mayWatch = async (actor: Actor, cameraId: string): Promise<boolean> => {
    const place = await finder.ofCamera(cameraId);
    return place !== undefined && gate.permits(actor, 'live:view', place);
  };
  return route({
    method: 'get',
    path: '/api/v1/cameras/:cameraId/coverage',
    summary:
      'Which times of a camera have footage, and why others have none; of the last ten minutes for all who see it live',
    tag,
    need: { kind: 'permission', permission: 'recordings:view', or: 'live:view', at: 'anywhere' },
    params: byCamera,
    query: contract.rangeQuery.extend({ profile: contract.rangeProfile.optional() }),
    response: contract.cameraCoverage,
    handler: async ({ actor, params: { cameraId }, query }) => {
      const [fromMs, toMs] = [Date.parse(query.from), Date.parse(query.to)];
      mustBeRange(fromMs, toMs);
      const isBuffer = fromMs >= now() - LIVE_BUFFER_MS - BUFFER_SLACK_MS;
      const who = actor as Actor;
      if (!(isBuffer && (await mayWatch(who, cameraId))) && !(await mayPlay(who, cameraId, fromMs, toMs)))
        throw notFound('camera');
      const profile = query.profile && { profile: query.profile };
      return footage.coverage({ cameraId, fromMs, toMs, grainMs: query.grainMs, ...profile });
    },
  });
}

function mustBeRange(fromMs: number, toMs: number): void {
  if (toMs <= fromMs) throw invalid([{ field: 'query.to', message: 'must be after from' }]);
  if (toMs - fromMs > contract.RANGE_MOST_DAYS * DAY_MS)
    throw invalid([{ field: 'query.to', message: `at most ${contract.RANGE_MOST_DAYS} days after from` }]);
}
