/** How far `apt-get -q install` is, from what it prints: hundreds of packages are quiet minutes otherwise. */

const PHASES = /** @type {const} */ ([
  ['Get:', 'fetching'],
  ['Unpacking ', 'unpacking'],
  ['Setting up ', 'setting up'],
]);

/**
 * A reader of apt-get's lines: answers each with how far it is, or with undefined when the line says nothing of it.
 *
 * @returns {(line: string) => string | undefined}
 */
export function aptProgress() {
  let total = '';
  let size = '';
  const counted = { fetching: 0, unpacking: 0, 'setting up': 0 };
  return (line) => {
    total = /(\d+) newly installed/.exec(line)?.[1] ?? total;
    size = /^Need to get ([\d.,]+ \wB)(?:\/\S+ \wB)? of archives/.exec(line)?.[1] ?? size;
    const phase = PHASES.find(([start]) => line.startsWith(start))?.[1];
    if (phase === undefined) return undefined;
    counted[phase] += 1;
    const of = total ? ` of ${total}` : '';
    const amount = phase === 'fetching' && size ? ` (${size})` : '';
    return `${phase} ${counted[phase]}${of}${amount}`;
  };
}
