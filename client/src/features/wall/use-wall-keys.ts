/** The wall's keys: `1 4 9 0` layouts, arrows between tiles, `F` large, `C` its card, `B` a finding, PageUp/PageDown, `?`. */
import { useEffect, useRef } from 'react';
import type { Layout } from '../../lib/preferences.ts';
import { inDialog, typing } from '../../lib/typing.ts';

export interface WallKeys {
  layout(layout: Layout): void;
  /** By columns and rows of the grid. */
  move(dx: number, dy: number): void;
  page(by: number): void;
  large(): void;
  /** Opens the card of the chosen tile. */
  card(): void;
  /** Notes what is seen at a window of the chosen tile. */
  finding(): void;
  help(): void;
}

const layoutKeys: Readonly<Record<string, Layout>> = { '1': 1, '4': 4, '9': 9, '0': 16 };
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** `covered`: the large view lies over the wall, and only `?` is still the wall's. */
export function useWallKeys(keys: WallKeys, covered: boolean): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
      if (inDialog()) return;
      const layout = layoutKeys[event.key];
      const move = moves[event.key];
      if (event.key === '?') latest.current.help();
      else if (covered) return;
      else if (layout !== undefined) latest.current.layout(layout);
      else if (move !== undefined) latest.current.move(...move);
      else if (event.key === 'f' || event.key === 'F') latest.current.large();
      else if (event.key === 'c' || event.key === 'C') latest.current.card();
      else if (event.key === 'b' || event.key === 'B') latest.current.finding();
      else if (event.key === 'PageDown') latest.current.page(1);
      else if (event.key === 'PageUp') latest.current.page(-1);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [covered]);
}
