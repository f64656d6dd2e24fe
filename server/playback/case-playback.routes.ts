/** A case beside its pictures: `/api/v1/cases/{caseId}/footage`, `…/timeline`, `/api/v1/playback/marks`. */
import { z } from 'zod';
import type { CasePassages } from '../cases/index.ts';
import { id } from '../contract/common.ts';
import * as contract from '../contract/playback.ts';
import type { Visibility } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { CardsStore } from './case-cards.store.ts';
import { type CaseFootageService, rangeOfSessions } from './case-footage.ts';
import type { Marks } from './marks.ts';

export interface CasePlaybackRoutesOptions {
  readonly footage: CaseFootageService;
  readonly passages: Pick<CasePassages, 'of' | 'course'>;
  readonly cards: CardsStore;
  readonly marks: Marks;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
}

/** As of cases: one may have been at windows of several halls, so the query narrows it. */
const need: Need = { kind: 'permission', permission: 'cases:read', at: 'anywhere' };
/** Recorded or live: the handler narrows it to the cameras and cases of the asker. */
const seesFootage: Need = {
  kind: 'permission',
  permission: 'recordings:view',
  or: 'live:view',
  at: 'anywhere',
};
const tag = 'playback';
const byCase = z.object({ caseId: id });

export function casePlaybackRoutes(options: CasePlaybackRoutesOptions): Route[] {
  const { footage, passages, cards, marks, gate, visibility } = options;
  return [
    route({
      method: 'get',
      path: '/api/v1/cases/:caseId/footage',
      summary:
        'What footage belongs to a case: its stays at windows, who looked at them, how much there is, and why not the rest',
      tag,
      need,
      params: byCase,
      response: contract.caseFootage,
      handler: async ({ actor, params: { caseId } }) => {
        const found = await footage.of(actor as Actor, caseId);
        const range = rangeOfSessions(found.sessions);
        if (range === undefined) return { ...found, marks: [] };
        const cameraIds = [
          ...new Set(found.sessions.flatMap((one) => one.sights.map((sight) => sight.cameraId))),
        ].slice(0, contract.MARKS_MOST_CAMERAS);
        const { items } = await marks.ofCase(actor as Actor, { caseId, cameraIds, ...range });
        return { ...found, marks: items };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/cases/:caseId/timeline',
      summary:
        'The case’s record over time: its state at each change, as it happened and as it was known then, its steps and its cards',
      tag,
      need,
      params: byCase,
      response: contract.caseTimeline,
      handler: async ({ actor, params: { caseId } }) => {
        const asker = actor as Actor;
        const passage = await passages.of(caseId, await visibility.visible(asker, 'cases:read'));
        if (passage === undefined) throw notFound('case');
        const mayCards = await gate.permits(asker, 'alerts:read');
        const standing = mayCards
          ? await cards.of(caseId, await visibility.visible(asker, 'alerts:read'))
          : [];
        // A clock runs on from its last moment for a week or so: one is wanted where each stay begins.
        const stays = passage.sessions.flatMap(({ calledAt, startedAt, finishedAt }) =>
          [calledAt ?? startedAt ?? finishedAt].flatMap((at) => (at === null ? [] : [Date.parse(at)])),
        );
        const course = await passages.course(caseId, [
          ...stays,
          ...standing.map((one) => Date.parse(one.issuedAt)),
        ]);
        if (course === undefined) throw notFound('case');
        const { caseNo, matterName, steps } = passage;
        return { caseId, caseNo, matterName, steps, cards: standing, ...course };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/playback/marks',
      summary: 'What lies on a timeline beside the footage of cameras, or of a case',
      tag,
      need: seesFootage,
      query: contract.marksQuery,
      response: contract.timelineMarks,
      handler: ({ actor, query }) => marks.of(actor as Actor, query),
    }),
  ];
}
