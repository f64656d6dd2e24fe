/** Keys of a page with a queue and what is open of it: none while one types, in a dialog, or in a widget with keys of its own. */
import { useEffect, useRef } from 'react';
import { inDialog, typing } from './typing.ts';

const OTHERS = '[role="combobox"], [role="menu"], [role="radiogroup"]';
/** A row that was clicked has the focus: Enter there is the queue's. */
const OWN = 'a, button:not([role="option"]), summary';

/** `pressed`: true where the key meant something. `isOwn`: what has the focus does something itself on Enter and Space. */
export function useQueueKeys(pressed: (event: KeyboardEvent, isOwn: boolean) => boolean): void {
  const latest = useRef(pressed);
  latest.current = pressed;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || inDialog()) return;
      const { target } = event;
      if (target instanceof Element && target.closest(OTHERS) !== null) return;
      const isOwn = target instanceof Element && target.closest(OWN) !== null;
      if (latest.current(event, isOwn)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
