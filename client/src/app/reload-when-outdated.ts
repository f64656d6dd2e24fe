/**
 * A page that is older than the server lacks the files its later parts would come from: it loads itself anew.
 * Once: a part that is missing after that is a fault to be told, not a reason to go round in circles.
 */

export interface OutdatedOptions {
  readonly now: () => number;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Whether the server answers: a part that is missing because the line is down needs patience, not a reload. */
  readonly serverAnswers: () => Promise<boolean>;
  readonly reload: () => void;
}

const KEY = 'mc.reloadedAt';
const NOT_AGAIN_WITHIN_MS = 10 * 60_000;

/** Call when a part of the page could not be loaded. */
export async function reloadWhenOutdated(options: OutdatedOptions): Promise<void> {
  const { now, storage, serverAnswers, reload } = options;
  const reloadedAt = Number(storage.getItem(KEY) ?? Number.NaN);
  if (Math.abs(now() - reloadedAt) < NOT_AGAIN_WITHIN_MS) return;
  if (!(await serverAnswers())) return;
  storage.setItem(KEY, String(now()));
  reload();
}

/** Listens for parts that could not be loaded. */
export function watchForOutdated(): void {
  window.addEventListener('vite:preloadError', () => {
    void reloadWhenOutdated({
      now: () => Date.now(),
      storage: sessionStorage,
      serverAnswers: () =>
        fetch('/', { cache: 'no-store' }).then(
          (response) => response.ok,
          () => false,
        ),
      reload: () => location.reload(),
    });
  });
}
