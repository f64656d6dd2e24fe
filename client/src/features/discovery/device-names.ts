/** Names for many cameras at once, by a pattern. Nothing is named twice. */

export interface Nameable {
  readonly host: string;
  readonly name: string | null;
  readonly model: string | null;
}

const MOST = 100;

/** `{n}` number, `{nn}` in two digits, `{name}`, `{model}`, `{ip}` the address' last part. In the order given. */
export function namesFor(
  pattern: string,
  devices: readonly Nameable[],
  taken: ReadonlySet<string>,
): readonly string[] {
  const used = new Set(taken);
  let number = 0;
  return devices.map((device) => {
    for (;;) {
      number += 1;
      const isNumbered = /\{n+\}/.test(pattern);
      const base = filled(pattern, device, number).trim().slice(0, MOST);
      const candidates = isNumbered ? [base] : [base, `${base.slice(0, MOST - 5)} ${number}`];
      const free = candidates.find((name) => name !== '' && !used.has(name));
      // A pattern of nothing but what the device lacks: its address is always there.
      const name = free ?? (base === '' ? device.host : undefined);
      if (name === undefined || used.has(name)) {
        if (number > used.size + devices.length + 1) return `${device.host} ${number}`.slice(0, MOST);
        continue;
      }
      used.add(name);
      return name;
    }
  });
}

function filled(pattern: string, { host, name, model }: Nameable, number: number): string {
  return pattern
    .replace(/\{(n{1,4})\}/g, (_, digits: string) => String(number).padStart(digits.length, '0'))
    .replaceAll('{name}', name ?? '')
    .replaceAll('{model}', model ?? '')
    .replaceAll('{ip}', host.split(/[.:]/).at(-1) ?? '');
}
