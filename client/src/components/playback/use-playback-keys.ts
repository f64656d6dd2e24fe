/** The keys of an editing room. */
import { useEffect } from 'react';
import { inDialog, typing } from '../../lib/typing.ts';
import type { PlaybackCommands } from './use-playback-commands.ts';

type Key = (commands: PlaybackCommands, event: KeyboardEvent) => void;

const keys: Readonly<Record<string, Key>> = {
  ' ': (commands) => commands.toggle(),
  k: (commands) => commands.pause(),
  j: (commands) => commands.shuttle(-1),
  l: (commands) => commands.shuttle(1),
  ',': (commands) => commands.step(-1),
  '.': (commands) => commands.step(1),
  '[': (commands) => commands.event(-1),
  ']': (commands) => commands.event(1),
  i: (commands) => commands.mark('in'),
  o: (commands) => commands.mark('out'),
  x: (commands) => commands.clearMarks(),
  r: (commands) => commands.loop(),
  s: (commands) => commands.snapshot(),
  n: (commands) => commands.note(),
  b: (commands) => commands.finding?.(),
  m: (commands) => commands.sound(),
  g: (commands) => commands.go(),
  '?': (commands) => commands.help(),
  arrowleft: (commands, { shiftKey }) => commands.move(shiftKey ? -10_000 : -1000),
  arrowright: (commands, { shiftKey }) => commands.move(shiftKey ? 10_000 : 1000),
  home: (commands) => commands.edge(-1),
  end: (commands) => commands.edge(1),
};

/** A button under the focus takes the space bar for itself; letters are still the page's. */
function itsOwn(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (event.key === ' ') return target.closest('button, a[href], summary, [role="button"]') !== null;
  return target.closest('[role="listbox"], [role="tree"], [role="menu"], [role="tab"]') !== null;
}

export function usePlaybackKeys(commands: PlaybackCommands): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || inDialog() || itsOwn(event))
        return;
      const run = keys[event.key.toLowerCase()];
      if (run === undefined) return;
      event.preventDefault();
      run(commands, event);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [commands]);
}
