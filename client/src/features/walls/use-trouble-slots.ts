/** Pictures of windows in trouble in their places, as time passes. */
import { useEffect, useState } from 'react';
import type { Trouble } from '../../../../server/contract/walls.ts';
import { assign, byPicture, type Slots, sameSlots } from './trouble-slots.ts';

export function useTroubleSlots(items: readonly Trouble[] | undefined, places: number): Slots {
  const [slots, setSlots] = useState<Slots>([]);
  useEffect(() => {
    if (items === undefined || places === 0) return;
    const pictures = byPicture(items);
    const settle = () =>
      setSlots((before) => {
        const next = assign(before, pictures, Date.now(), places);
        return sameSlots(before, next) ? before : next;
      });
    settle();
    const timer = setInterval(settle, 1000);
    return () => clearInterval(timer);
  }, [items, places]);
  return slots;
}
