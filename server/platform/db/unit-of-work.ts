/**
 * What is written within a unit of work stands or falls together, whichever stores write it: as long as it runs, every
 * use of the database from within it (found by `AsyncLocalStorage`) goes through one transaction, begun at its first
 * statement. Stores need not know. Why so, and what else was thought of: docs/adr/0011-audit-chain.md.
 *
 * What is to happen in this process once the change stands (messages, caches to empty, streams to begin anew) goes
 * through `afterCommit`.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Scope } from './unit-scope.ts';

const storage = new AsyncLocalStorage<Scope>();
/**
 * Units under way. When there was none for a while the storage is put off: it makes every `await` of the process cost
 * threefold. Not at once, so that work left behind by a unit that was undone still finds that out.
 */
let units = 0;
let putOff: NodeJS.Timeout | undefined;
const IDLE_MS = 10_000;

/**
 * The innermost that is still open. Work left running after its unit was committed is outside.
 * @throws where the unit was undone: what was left of it must not write on its own.
 */
export function currentScope(): Scope | undefined {
  let scope = storage.getStore();
  while (scope?.ended) {
    if (scope.undone) throw new Error('the unit of work was undone while a part of it still ran');
    scope = scope.parent;
  }
  return scope;
}

/** For caches: what is read now may never come to be. */
export const isInUnitOfWork = (): boolean => storage.getStore() !== undefined;

/**
 * Runs `work`, and commits when it has succeeded; undoes all of it when it throws. Within another unit it is a part of
 * that one: undone alone when it throws, and kept only if the whole is.
 */
export async function inUnitOfWork<T>(work: () => Promise<T>): Promise<T> {
  const outer = currentScope();
  if (outer) {
    const part = await outer.begin();
    return part ? inPart(part, work) : inUnitOfWork(work);
  }
  const unit = new Scope(undefined);
  units += 1;
  clearTimeout(putOff);
  let result: T;
  try {
    result = await storage.run(unit, async () => {
      const done = await work();
      await unit.commit();
      return done;
    });
  } catch (error) {
    await unit.rollback(error);
    throw error;
  } finally {
    units -= 1;
    if (units === 0) putOff = setTimeout(() => storage.disable(), IDLE_MS).unref();
  }
  storage.exit(() => unit.runAfter());
  return result;
}

async function inPart<T>(part: Scope, work: () => Promise<T>): Promise<T> {
  try {
    const result = await storage.run(part, work);
    await part.commit();
    return result;
  } catch (error) {
    await part.rollback(error);
    throw error;
  }
}

/** At once where there is no unit of work; not at all where it is undone. */
export function afterCommit(run: () => void): void {
  const scope = currentScope();
  if (scope) scope.after.push(run);
  else run();
}

/**
 * Gives `item` to `write` as the last thing before the commit, together with the others of this unit; a failure undoes
 * the unit. False: there is none, or it is being committed, and nothing was done.
 */
export function beforeCommit<T>(write: (items: readonly T[]) => Promise<void>, item: T): boolean {
  const scope = currentScope();
  if (!scope || scope.closing) return false;
  scope.last.push({ write: write as (items: readonly unknown[]) => Promise<void>, item });
  return true;
}

/** Runs it as if there were no unit of work: what must stand even where the rest is undone. */
export const outsideUnitOfWork = <T>(run: () => T): T => storage.exit(run);
