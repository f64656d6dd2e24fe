/** A list by keyboard: `j` `k` and arrows move, Enter opens, Space marks, `n` makes a new one. */
import { useEffect, useRef, useState } from 'react';
import { inDialog, typing } from '../lib/typing.ts';

export interface RecordKeys {
  readonly count: number;
  readonly onOpen?: ((index: number) => void) | undefined;
  readonly onMark?: ((index: number) => void) | undefined;
  readonly onNew?: (() => void) | undefined;
  /** The row gone to must come into view. */
  readonly onGo: (index: number) => void;
}

/** Widgets with arrow keys of their own: the tree, menus, tabs, choosers, the splitter. */
const OTHERS =
  '[role="tree"], [role="menu"], [role="tablist"], [role="combobox"], [role="listbox"], [role="separator"]';

/** Returns the row that keys act on; undefined: none yet. */
export function useRecordKeys(keys: RecordKeys): number | undefined {
  const [current, setCurrent] = useState<number>();
  const latest = useRef({ keys, current });
  latest.current = { keys, current };
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || inDialog()) return;
      const { target } = event;
      if (target instanceof Element && target.closest(OTHERS) !== null) return;
      const acted = act(event.key, latest.current.keys, latest.current.current, target);
      if (acted === undefined) return;
      event.preventDefault();
      if (acted === null) return;
      setCurrent(acted);
      latest.current.keys.onGo(acted);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
  return current === undefined || current >= keys.count ? undefined : current;
}

/** Where to go; null: done and stay; undefined: not ours. */
function act(
  key: string,
  { count, onOpen, onMark, onNew }: RecordKeys,
  current: number | undefined,
  target: EventTarget | null,
): number | null | undefined {
  const last = count - 1;
  if (key === 'n' && onNew !== undefined) {
    onNew();
    return null;
  }
  if (last < 0) return undefined;
  if (key === 'j' || key === 'ArrowDown') return Math.min(last, (current ?? -1) + 1);
  if (key === 'k' || key === 'ArrowUp') return Math.max(0, (current ?? 1) - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  // A focused button or link means itself.
  const own = target instanceof Element && target.closest('a, button') !== null;
  if (current === undefined || own) return undefined;
  if (key === 'Enter' && onOpen !== undefined) {
    onOpen(current);
    return null;
  }
  if (key === ' ' && onMark !== undefined) {
    onMark(current);
    return null;
  }
  return undefined;
}
