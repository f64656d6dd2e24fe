/** Keys of a saved wall: arrows between tiles, `F` large, Esc back, `B` a finding, `M` to a screen, PageUp/PageDown and `1…9` pages. */
import { useEffect, useRef } from 'react';
import { inDialog, typing } from '../../lib/typing.ts';

export interface StageKeys {
  move(dx: number, dy: number): void;
  large(): void;
  back(): void;
  send(): void;
  /** Notes what is seen at a window of the chosen tile. */
  finding(): void;
  page(by: number): void;
  /** From 1. */
  number(n: number): void;
}

const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function useStageKeys(keys: StageKeys, { on, isLarge }: { on: boolean; isLarge: boolean }): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!on) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (event.defaultPrevented || typing(event) || inDialog()) return;
      const { key } = event;
      const move = moves[key];
      if (move !== undefined) latest.current.move(...move);
      else if (key === 'f' || key === 'F') latest.current.large();
      else if (key === 'Escape' && isLarge) latest.current.back();
      else if (key === 'm' || key === 'M') latest.current.send();
      else if (key === 'b' || key === 'B') latest.current.finding();
      else if (key === 'PageDown') latest.current.page(1);
      else if (key === 'PageUp') latest.current.page(-1);
      else if (/^[1-9]$/.test(key)) latest.current.number(Number(key));
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [on, isLarge]);
}
