/** What every lead about one case says of where it is. */
import type { Candidate } from '../candidate.ts';
import type { CaseFacts } from './facts.ts';

export const ofCase = (
  facts: CaseFacts,
): Pick<
  Candidate,
  'regionCode' | 'hallId' | 'windowId' | 'departmentId' | 'caseId' | 'cameraIds' | 'offsets'
> => ({
  ...{ regionCode: facts.regionCode, hallId: facts.hallId, windowId: facts.windowId },
  ...{ departmentId: facts.departmentId, caseId: facts.caseId, cameraIds: [] },
  offsets: {
    sourceMs: facts.events.findLast((one) => one.offsetMs !== null)?.offsetMs ?? null,
    cameraMs: null,
  },
});
