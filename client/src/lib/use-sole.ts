/** One at a time, decided at once: a second click comes before React has drawn the first one's consequence. */
import { useRef } from 'react';

export interface Sole {
  /** Whether one may begin; false while another has not left. */
  enter(): boolean;
  leave(): void;
}

export function makeSole(): Sole {
  let busy = false;
  return {
    enter: () => {
      if (busy) return false;
      busy = true;
      return true;
    },
    leave: () => {
      busy = false;
    },
  };
}

export function useSole(): Sole {
  const sole = useRef<Sole>(undefined);
  sole.current ??= makeSole();
  return sole.current;
}
