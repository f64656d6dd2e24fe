/** The alert centre by keyboard: `j` `k` and arrows move, Enter goes to the details, letters decide, `x` marks. */
import { useQueueKeys } from '../../lib/use-queue-keys.ts';

export interface AlertKeys {
  move(by: number): void;
  end(last: boolean): void;
  enter(): void;
  leave(): void;
  mark(): void;
  help(): void;
  /** True: it meant something. */
  act(key: string): boolean;
}

export function useAlertKeys(keys: AlertKeys): void {
  useQueueKeys(({ key }, isOwn) => {
    if (key === 'j' || key === 'ArrowDown') keys.move(1);
    else if (key === 'k' || key === 'ArrowUp') keys.move(-1);
    else if (key === 'Home' || key === 'End') keys.end(key === 'End');
    else if (key === 'Enter' && !isOwn) keys.enter();
    else if (key === 'Escape') keys.leave();
    else if (key === 'x' || (key === ' ' && !isOwn)) keys.mark();
    else if (key === '?') keys.help();
    else return keys.act(key.toLowerCase());
    return true;
  });
}
