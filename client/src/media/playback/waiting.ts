/** Whether the playhead stands still until there are pictures. */

/** After a jump the others are given so long to begin together; after that, one that lags holds up nobody. */
const TOGETHER_MS = 1500;

export function mustWait(
  tracks: readonly { readonly needed: boolean; readonly ready: boolean }[],
  sinceJumpMs: number,
): boolean {
  const needed = tracks.filter((track) => track.needed);
  const ready = needed.filter((track) => track.ready);
  if (needed.length === ready.length) return false;
  return ready.length === 0 || sinceJumpMs < TOGETHER_MS;
}
