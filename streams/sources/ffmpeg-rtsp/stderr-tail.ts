export interface StderrTailOptions {
  readonly redact: (line: string) => string;
  readonly onLine?: (line: string) => void;
}

const MAX_LINES = 20;
const MAX_LINE_LENGTH = 500;

/** Keeps the last lines of a child's standard error: bounded, whatever the child writes. */
export class StderrTail {
  readonly #options: StderrTailOptions;
  #lines: string[] = [];
  #partial = '';

  constructor(options: StderrTailOptions) {
    this.#options = options;
  }

  push(chunk: Buffer): void {
    const parts = (this.#partial + chunk.toString('utf8')).split(/[\r\n]+/);
    this.#partial = (parts.pop() ?? '').slice(0, 4 * MAX_LINE_LENGTH);
    for (const line of parts) this.#add(line);
  }

  text(): string {
    if (this.#partial !== '') this.#add(this.#partial);
    this.#partial = '';
    return this.#lines.join('\n');
  }

  #add(line: string): void {
    if (line.trim() === '') return;
    // Redact before cutting: a cut secret would not be recognised.
    const clean = this.#options.redact(line).slice(0, MAX_LINE_LENGTH);
    this.#options.onLine?.(clean);
    this.#lines.push(clean);
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
  }
}
