/** The queue by keyboard: arrows move, letters decide; the other keys are the picture's. */
import { useQueueKeys } from '../../lib/use-queue-keys.ts';

export type LeadKey = 'confirm' | 'dismiss' | 'watch' | 'note' | 'undo' | 'next';

export interface LeadKeys {
  move(by: number): void;
  enter(): void;
  act(what: LeadKey): void;
}

const LETTERS: Readonly<Record<string, LeadKey>> = {
  ...{ c: 'confirm', d: 'dismiss', w: 'watch', n: 'note', u: 'undo' },
};

export function useLeadKeys(keys: LeadKeys): void {
  useQueueKeys(({ key }, isOwn) => {
    const letter = LETTERS[key.toLowerCase()];
    if (key === 'ArrowDown') keys.move(1);
    else if (key === 'ArrowUp') keys.move(-1);
    else if (key === 'Enter' && !isOwn) keys.enter();
    else if (letter !== undefined) keys.act(letter);
    else return false;
    return true;
  });
}
