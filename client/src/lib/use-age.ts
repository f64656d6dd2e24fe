/** How long ago an instant was, on the server's clock: the same for all who say it on one page, and anew on one beat. */
import { useServices } from './services.ts';
import { useNow } from './use-now.ts';

const BEAT_MS = 5000;

/** Milliseconds, never below 0. */
export function useAge(since: string): number {
  const { clock } = useServices();
  const beat = useNow(BEAT_MS);
  return Math.max(0, beat + (clock.now() - Date.now()) - Date.parse(since));
}
