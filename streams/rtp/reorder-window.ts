/** How many packets may be waited over; a camera's burst for one picture at 4 Mbit/s is about this long. */
export const REORDER_PACKETS = 32;
const SMALLEST_SLOT = 2048;

interface Slot {
  bytes: Buffer;
  length: number;
  sequence: number;
  arrivedAtMs: number;
}

/**
 * Keeps copies of packets that came before their turn (UDP only). Slots are made when first needed and used
 * again; they grow with the packets, which are below 64 KiB.
 */
export class ReorderWindow {
  readonly #slots: (Slot | undefined)[] = new Array(REORDER_PACKETS).fill(undefined);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** `sequence` must be within `REORDER_PACKETS` of the one waited for. False for a duplicate. */
  put(sequence: number, buffer: Buffer, start: number, end: number, arrivedAtMs: number): boolean {
    const index = sequence % REORDER_PACKETS;
    const slot = this.#slots[index] ?? newSlot();
    this.#slots[index] = slot;
    if (slot.length > 0) return false;
    const length = end - start;
    if (slot.bytes.length < length) slot.bytes = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(length)));
    buffer.copy(slot.bytes, 0, start, end);
    slot.length = length;
    slot.sequence = sequence;
    slot.arrivedAtMs = arrivedAtMs;
    this.#count += 1;
    return true;
  }

  /** The packet with that number, which is then no longer here; its bytes are good until the next `put`. */
  take(sequence: number): { bytes: Buffer; length: number; arrivedAtMs: number } | undefined {
    if (this.#count === 0) return undefined;
    const slot = this.#slots[sequence % REORDER_PACKETS];
    if (!slot || slot.length === 0 || slot.sequence !== sequence) return undefined;
    const { bytes, length, arrivedAtMs } = slot;
    slot.length = 0;
    this.#count -= 1;
    return { bytes, length, arrivedAtMs };
  }

  /** When the packet that has waited longest came. */
  oldestArrivalMs(): number | undefined {
    if (this.#count === 0) return undefined;
    let oldest = Number.POSITIVE_INFINITY;
    for (const slot of this.#slots) {
      if (slot && slot.length > 0) oldest = Math.min(oldest, slot.arrivedAtMs);
    }
    return oldest;
  }

  clear(): void {
    for (const slot of this.#slots) if (slot) slot.length = 0;
    this.#count = 0;
  }

  /** Lets go of the slots' memory. */
  close(): void {
    this.#slots.fill(undefined);
    this.#count = 0;
  }
}

function newSlot(): Slot {
  return { bytes: Buffer.allocUnsafeSlow(SMALLEST_SLOT), length: 0, sequence: 0, arrivedAtMs: 0 };
}
