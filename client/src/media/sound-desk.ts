/** Only one picture of a page sounds at a time: whoever begins silences whoever sounded. */
export class SoundDesk {
  #silence: (() => void) | undefined;

  /** Takes the desk; `silence` is called when somebody else does. Returns the way to leave it. */
  take(silence: () => void): () => void {
    const before = this.#silence;
    this.#silence = silence;
    if (before !== silence) before?.();
    return () => {
      if (this.#silence === silence) this.#silence = undefined;
    };
  }
}
