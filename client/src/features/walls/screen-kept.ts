/** What a screen shows, kept in this browser under its name: one that is loaded again goes on with it. */
import { type ScreenContent, screenContent } from '../../../../server/contract/walls.ts';

const keyOf = (name: string): string => `mc.screen.${name}`;

export function keepScreen(name: string, content: ScreenContent): void {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify(content));
  } catch {
    // A browser that keeps nothing: the screen begins empty next time.
  }
}

export function keptScreen(name: string): ScreenContent {
  try {
    return screenContent.parse(JSON.parse(localStorage.getItem(keyOf(name)) ?? ''));
  } catch {
    // Nothing is kept, or something of another version.
    return { kind: 'nothing' };
  }
}
