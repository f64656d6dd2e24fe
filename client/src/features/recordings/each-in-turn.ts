/** Runs one after the other, so that a server is not asked five hundred things at once; what fails stops none of the rest. */
export async function eachInTurn<T>(
  items: readonly T[],
  run: (item: T) => Promise<unknown>,
): Promise<{ readonly done: number; readonly faults: readonly unknown[] }> {
  const faults: unknown[] = [];
  for (const item of items)
    try {
      await run(item);
    } catch (error) {
      faults.push(error);
    }
  return { done: items.length - faults.length, faults };
}
