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
  const isNumbered = /\{n{1,4}\}/.test(pattern);
  let number = 0;
  return devices.map((device) => {
    // The n-th try takes the n-th number: so many names cannot all be taken.
    for (let tries = 0; ; tries += 1) {
      number += 1;
      // Where it lacks what the pattern asks for, its address is always there.
      const base = filled(pattern, device, number).trim().slice(0, MOST) || device.host;
      const isPlain = isNumbered || (tries === 0 && !used.has(base));
      const name = isPlain ? base : `${base.slice(0, MOST - 5)} ${number}`;
      if (used.has(name) && tries <= used.size) continue;
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
