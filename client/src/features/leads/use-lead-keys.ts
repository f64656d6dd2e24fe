/** The queue by keyboard: arrows move, letters decide; the other keys are the picture's. */
import { useEffect, useRef } from 'react';
import { inDialog, typing } from '../../lib/typing.ts';

export type LeadKey = 'confirm' | 'dismiss' | 'watch' | 'note' | 'undo' | 'next';

export interface LeadKeys {
  move(by: number): void;
  enter(): void;
  act(what: LeadKey): void;
}

const LETTERS: Readonly<Record<string, LeadKey>> = {
  ...{ c: 'confirm', d: 'dismiss', w: 'watch', n: 'note', u: 'undo' },
};
/** Widgets with keys of their own. */
const OTHERS = '[role="combobox"], [role="menu"], [role="radiogroup"]';

export function useLeadKeys(keys: LeadKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || inDialog()) return;
      const { target } = event;
      if (target instanceof Element && target.closest(OTHERS) !== null) return;
      // A row that was clicked has the focus: Enter there is the queue's.
      const own =
        target instanceof Element && target.closest('a, button:not([role="option"]), summary') !== null;
      const { current } = latest;
      const letter = LETTERS[event.key.toLowerCase()];
      if (event.key === 'ArrowDown') current.move(1);
      else if (event.key === 'ArrowUp') current.move(-1);
      else if (event.key === 'Enter' && !own) current.enter();
      else if (letter !== undefined) current.act(letter);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
