/** Where a sign-in is: at the password, or at a further step that the server asked for. */
import { z } from 'zod';
import type { Me } from '../../../../server/contract/access.ts';
import { signInChallenge } from '../../../../server/contract/account.ts';
import { ApiError } from '../../lib/api.ts';

/** What every step needs to know of who is signing in. */
interface Asked {
  /** Names this step to the server, once. */
  readonly challenge: string;
  readonly username: string;
}

export type Step =
  | { readonly step: 'password' /** Why it is back here. */; readonly code?: string }
  | ({ readonly step: 'second-factor' | 'new-password' | 'enrolment' } & Asked)
  | { readonly step: 'recovery-codes'; readonly codes: readonly string[]; readonly me: Me };

export interface StepProps {
  readonly onStep: (step: Step) => void;
  readonly onEnter: (me: Me) => void;
  /** Back to the beginning, with the code of what is to be said there. */
  readonly onAnew: (code?: string) => void;
}

const asked = z.object({ challenge: z.string(), step: signInChallenge.shape.step });

/** The step that a refusal asks for; undefined: it asks for none. */
export function nextStep(error: unknown, username: string): Step | undefined {
  if (!(error instanceof ApiError) || error.status !== 401) return undefined;
  const context = asked.safeParse(error.problem?.context);
  return context.success ? { ...context.data, username } : undefined;
}

/** Nothing more can be done in this step. */
export const isOver = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'challenge_over';

/** How often a code may still be tried; undefined: the error is not about that. */
export function triesLeft(error: unknown): number | undefined {
  if (!(error instanceof ApiError) || error.code !== 'wrong_code') return undefined;
  const left = Number(error.problem?.context?.triesLeft);
  return Number.isFinite(left) ? left : undefined;
}
