/** Asks until the answer is not undefined or false; the last error or `what` is told when the time is up. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 15_000,
  everyMs = 100,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let last: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((wait) => setTimeout(wait, everyMs));
  } while (Date.now() < deadline);
  throw new Error(`not within ${withinMs} ms: ${what}`, { cause: last });
}
