/** The alert centre by keyboard: `j` `k` and arrows move, Enter goes to the details, letters decide, `x` marks. */
import { useEffect, useRef } from 'react';
import { inDialog, typing } from '../../lib/typing.ts';

export interface AlertKeys {
  move(by: number): void;
  end(last: boolean): void;
  enter(): void;
  leave(): void;
  mark(): void;
  help(): void;
  /** True: it meant something. */
  act(key: string): boolean;
}

/** Widgets with keys of their own. */
const OTHERS = '[role="combobox"], [role="menu"]';

export function useAlertKeys(keys: AlertKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || inDialog()) return;
      const { target } = event;
      if (target instanceof Element && target.closest(OTHERS) !== null) return;
      const own = target instanceof Element && target.closest('a, button, summary') !== null;
      const { current } = latest;
      const { key } = event;
      if (key === 'j' || key === 'ArrowDown') current.move(1);
      else if (key === 'k' || key === 'ArrowUp') current.move(-1);
      else if (key === 'Home' || key === 'End') current.end(key === 'End');
      else if (key === 'Enter' && !own) current.enter();
      else if (key === 'Escape') current.leave();
      else if (key === 'x' || (key === ' ' && !own)) current.mark();
      else if (key === '?') current.help();
      else if (!current.act(key.toLowerCase())) return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
