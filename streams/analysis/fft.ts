/** A two-dimensional Fourier transform of one size: sides are powers of two. */
export class Fft2d {
  readonly width: number;
  readonly height: number;
  readonly #across: Plan;
  readonly #down: Plan;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#across = planOf(width);
    this.#down = planOf(height);
  }

  /** In place. The inverse is not divided by the number of values. */
  transform(re: Float64Array, im: Float64Array, inverse = false): void {
    const { width, height } = this;
    for (let y = 0; y < height; y += 1) transformLine(this.#across, re, im, y * width, 1, inverse);
    for (let x = 0; x < width; x += 1) transformLine(this.#down, re, im, x, width, inverse);
  }
}

interface Plan {
  readonly size: number;
  readonly reversed: Uint16Array;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

function planOf(size: number): Plan {
  const bits = Math.log2(size);
  const reversed = new Uint16Array(size);
  for (let at = 0; at < size; at += 1)
    for (let bit = 0; bit < bits; bit += 1)
      if (at & (1 << bit)) reversed[at] = (reversed[at] as number) | (1 << (bits - 1 - bit));
  const cos = Float64Array.from({ length: size / 2 }, (_, at) => Math.cos((2 * Math.PI * at) / size));
  const sin = Float64Array.from({ length: size / 2 }, (_, at) => Math.sin((2 * Math.PI * at) / size));
  return { size, reversed, cos, sin, re: new Float64Array(size), im: new Float64Array(size) };
}

/** Cooley–Tukey, radix 2. */
function transformLine(
  plan: Plan,
  re: Float64Array,
  im: Float64Array,
  from: number,
  step: number,
  inverse: boolean,
): void {
  const { size, reversed, re: lineRe, im: lineIm } = plan;
  for (let at = 0; at < size; at += 1) {
    const source = from + (reversed[at] as number) * step;
    lineRe[at] = re[source] as number;
    lineIm[at] = im[source] as number;
  }
  const sign = inverse ? 1 : -1;
  for (let half = 1; half < size; half *= 2) {
    const turn = size / (2 * half);
    for (let start = 0; start < size; start += 2 * half)
      for (let k = 0; k < half; k += 1) {
        const wr = plan.cos[k * turn] as number;
        const wi = sign * (plan.sin[k * turn] as number);
        const a = start + k;
        const b = a + half;
        const br = (lineRe[b] as number) * wr - (lineIm[b] as number) * wi;
        const bi = (lineRe[b] as number) * wi + (lineIm[b] as number) * wr;
        lineRe[b] = (lineRe[a] as number) - br;
        lineIm[b] = (lineIm[a] as number) - bi;
        lineRe[a] = (lineRe[a] as number) + br;
        lineIm[a] = (lineIm[a] as number) + bi;
      }
  }
  for (let at = 0; at < size; at += 1) {
    re[from + at * step] = lineRe[at] as number;
    im[from + at * step] = lineIm[at] as number;
  }
}
