/** How far behind live a picture is: `−03:12`. */
export function behindText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `−${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
