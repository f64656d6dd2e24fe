/** A size as people read it: `840 KB`, `2.4 MB`, `1.2 TB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  let rest = bytes / (1024 * 1024);
  let unit = 'MB';
  for (const larger of ['GB', 'TB']) {
    if (rest < 1024) break;
    rest /= 1024;
    unit = larger;
  }
  return `${rest < 10 ? rest.toFixed(1).replace(/\.0$/, '') : Math.round(rest)} ${unit}`;
}
