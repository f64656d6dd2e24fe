/** An address as it may be shown to whoever looks after deliveries: `z***@jieyang.gov.cn`, `138****5678`. */
export function shortened(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0) return `${[...address][0] ?? ''}***${address.slice(at)}`;
  const digits = address.replace(/[^0-9+]/g, '');
  return digits.length < 8 ? '****' : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}
