/** The keys of going back: `J` ten seconds, `L` or End live again, `K` stands still; arrows where nothing else has them. */
import { useEffect } from 'react';
import { inDialog, typing } from '../../lib/typing.ts';
import type { LiveBuffer } from './use-live-buffer.ts';

export const STEP_MS = 10_000;

/** `arrows`: the plain ones; else those with Shift, as plain ones move between tiles. */
export function useBufferKeys(buffer: LiveBuffer, options: { on: boolean; arrows: boolean }): void {
  const { on, arrows } = options;
  useEffect(() => {
    if (!on) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || inDialog()) return;
      const isBack = buffer.playback !== undefined;
      const arrow = event.shiftKey !== arrows;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (key === 'j' || (key === 'ArrowLeft' && arrow)) buffer.step(-STEP_MS);
      else if (!isBack) return;
      else if (key === 'ArrowRight' && arrow) buffer.step(STEP_MS);
      else if (key === 'l' || key === 'End') buffer.live();
      else if (key === 'k') buffer.toggle();
      else return;
      event.preventDefault();
      // The wall's own keys are not meant.
      event.stopImmediatePropagation();
    };
    window.addEventListener('keydown', pressed, { capture: true });
    return () => window.removeEventListener('keydown', pressed, { capture: true });
  }, [buffer, on, arrows]);
}
