/** What is fuzzed: one way into a parser, with what it may answer to nonsense. */
export interface FuzzTarget {
  readonly name: string;
  /**
   * `records`: the input is a list of packets, each behind a 16-bit length, and is also changed as such: packets left
   * out, repeated, exchanged. `text`: lines.
   */
  readonly shape: 'bytes' | 'records' | 'text';
  /** Words worth putting in. */
  readonly words?: readonly (string | readonly number[])[];
  /** Takes one input, synchronously. Throwing what `allows` does not know is a failure. */
  run(input: Buffer): void;
  /** What the parser's own contract says it throws. */
  allows?(error: unknown): boolean;
}

/** The packets of a `records` input; a length that lies is cut. */
export function recordsOf(input: Buffer): Buffer[] {
  const records: Buffer[] = [];
  let at = 0;
  while (at + 2 <= input.length) {
    const end = Math.min(input.length, at + 2 + input.readUInt16BE(at));
    records.push(input.subarray(at + 2, end));
    at = end;
  }
  return records;
}

export function fromRecords(records: readonly Buffer[]): Buffer {
  return Buffer.concat(
    records.flatMap((record) => [Buffer.from([record.length >> 8, record.length & 0xff]), record]),
  );
}
