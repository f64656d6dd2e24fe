import type { GapTold, SegmentEnd, SegmentFile, SegmentIndexPort, SegmentProgress } from '../types.ts';

/** Keeps what the recorder tells. */
export class ToldIndex implements SegmentIndexPort {
  readonly files: SegmentFile[] = [];
  readonly ends = new Map<string, SegmentEnd>();
  readonly gaps: GapTold[] = [];
  readonly removedIds: string[] = [];
  growth: readonly SegmentProgress[] = [];
  /** What came, in order. */
  readonly log: string[] = [];

  opened(file: SegmentFile): void {
    this.files.push(file);
    this.log.push('opened');
  }

  grew(progress: readonly SegmentProgress[]): void {
    this.growth = progress;
  }

  closed(end: SegmentEnd): void {
    this.ends.set(end.id, end);
    this.log.push('closed');
  }

  gapBegan(gap: GapTold): void {
    this.gaps.push(gap);
    this.log.push(`${gap.cause} ${gap.code}`);
  }

  removed(id: string): void {
    this.removedIds.push(id);
  }

  /** From first to last picture of each file, in the order of time. */
  get spans(): { fromMs: number; toMs: number }[] {
    return this.files
      .map(({ id, startedAtMs }) => ({
        fromMs: startedAtMs,
        toMs: this.ends.get(id)?.endedAtMs ?? Number.NaN,
      }))
      .sort((a, b) => a.fromMs - b.fromMs);
  }
}
