/** What a depacketizer gives NAL units to, in order. Bytes are copied during the call. */
export interface NalTarget {
  /** A fragmented NAL unit was opened and not yet shut. */
  readonly inFragment: boolean;
  /** A whole NAL unit. */
  whole(buffer: Buffer, start: number, end: number): void;
  /** A NAL unit comes in fragments: its header (the second byte where the codec has two), then its first bytes. */
  open(first: number, second: number, buffer: Buffer, start: number, end: number): void;
  more(buffer: Buffer, start: number, end: number): void;
  shut(): void;
  /** A fragment came whose beginning is missing: the access unit is damaged. */
  orphan(): void;
  /** The payload cannot be read: the same. */
  broken(): void;
}
