/** `O`: hidden, compact, full, and again. One listener a page, however many pictures there are. */
import { useEffect } from 'react';
import { overlayModes, usePreferences } from '../../lib/preferences.ts';
import { inDialog, typing } from '../../lib/typing.ts';

let pictures = 0;

export function useOverlayKey(): void {
  useEffect(() => {
    pictures += 1;
    if (pictures === 1) window.addEventListener('keydown', pressed);
    return () => {
      pictures -= 1;
      if (pictures === 0) window.removeEventListener('keydown', pressed);
    };
  }, []);
}

/** What comes after the mode that is set. */
export function nextOverlay(): void {
  const { overlay, set } = usePreferences.getState();
  set({ overlay: overlayModes[(overlayModes.indexOf(overlay) + 1) % overlayModes.length] ?? 'compact' });
}

function pressed(event: KeyboardEvent): void {
  if (event.key !== 'o' && event.key !== 'O') return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event) || inDialog()) return;
  event.preventDefault();
  nextOverlay();
}
