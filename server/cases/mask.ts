/** A name as lists and overlays may show it: the first character only. `张三丰` → `张*`. */
export function maskName(name: string): string {
  const [first, ...rest] = [...name.trim()];
  return first === undefined || rest.length === 0 ? '*' : `${first}*`;
}
