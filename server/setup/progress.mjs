/**
 * How the set-up speaks: one line when a step is done, lines in between while it works,
 * and an error whose message is all a person needs. No step prints by itself.
 */

/** An expected failure: its message says what to do, so no stack is shown. */
export class SetupError extends Error {
  /** @param {string} message @param {{ cause?: unknown }} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'SetupError';
  }
}

/**
 * @typedef {object} Report
 * @property {(text: string) => void} say a line of progress, at most one a second
 * @property {(text: string) => void} tell something that must be read, printed as it is
 */

/**
 * @typedef {object} Step
 * @property {string} name as printed: `[2/5] node modules … 12 s`
 * @property {(report: Report) => Promise<string | undefined>} run returns a word on the outcome, e.g. `ready`
 */

/** npm says nothing while it fetches, and a large package takes its time: silence looks like a hang. */
const SILENCE_MS = 20_000;

/**
 * Runs the steps in order and prints what each does and how far it is.
 *
 * @param {readonly Step[]} steps
 * @param {{ print?: (line: string) => void, now?: () => number }} [options]
 */
export async function runSteps(steps, { print = console.log, now = Date.now } = {}) {
  for (const [index, step] of steps.entries()) {
    const head = `[${index + 1}/${steps.length}] ${step.name}`;
    const started = now();
    let lastSaid = 0;
    const say = (/** @type {string} */ text) => {
      if (now() - lastSaid < 1000) return;
      lastSaid = now();
      print(`${head}: ${text}`);
    };
    const sign = setInterval(() => {
      if (now() - Math.max(lastSaid, started) >= SILENCE_MS)
        say(`still at it, ${inWords(now() - started)} so far`);
    }, 1000);
    const outcome = await step
      .run({ say, tell: (text) => print(`\n${text}\n`) })
      .finally(() => clearInterval(sign));
    const took = inWords(now() - started);
    print(`${head} … ${outcome ? `${outcome}, ` : ''}${took}`);
  }
}

/** @param {number} ms */
function inWords(ms) {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
}

/**
 * Runs a command's main function: a SetupError is told in words, anything else with its stack.
 *
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}\n` : error);
    process.exit(1);
  }
}
