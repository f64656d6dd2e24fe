/** `/api/v1/cases/{caseId}/applicant`: who applied, in full. Each look is on the trail, with its reason and without the name. */
import { z } from 'zod';
import { caseApplicant } from '../contract/cases.ts';
import { id } from '../contract/common.ts';
import type { PlaceFinder } from '../places/index.ts';
import { type Route, route } from '../platform/http/route.ts';
import type { CasesService } from './cases.service.ts';

export interface ApplicantRoutesOptions {
  readonly cases: CasesService;
  readonly finder: Pick<PlaceFinder, 'ofCase'>;
}

export function applicantRoutes({ cases, finder }: ApplicantRoutesOptions): Route[] {
  return [
    // It changes nothing, but is no GET: nothing may fetch it ahead, keep it, or ask without meaning to.
    route({
      method: 'post',
      path: '/api/v1/cases/:caseId/applicant',
      summary: 'The applicant of a case in full; say why',
      tag: 'cases',
      need: {
        kind: 'permission',
        permission: 'cases:unmask',
        at: ({ params }) => finder.ofCase(params.caseId),
      },
      reason: 'required',
      action: 'case.unmask',
      params: z.object({ caseId: id }),
      response: caseApplicant,
      subject: async ({ params }) => ({ caseNo: await cases.caseNo(params.caseId ?? '') }),
      handler: ({ params }) => cases.applicant(params.caseId),
    }),
  ];
}
