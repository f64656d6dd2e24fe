/** The same question, by its JSON, is asked once. Short-lived: for as long as the answer holds, nothing is forgotten. */
export function remembered<A extends readonly unknown[], R>(
  ask: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  const known = new Map<string, Promise<R>>();
  return (...args) => {
    const key = JSON.stringify(args);
    let answer = known.get(key);
    if (answer === undefined) {
      answer = ask(...args);
      known.set(key, answer);
    }
    return answer;
  };
}
