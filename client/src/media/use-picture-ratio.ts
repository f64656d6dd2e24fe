/** Width over height of what is really shown, so that zones lie where they belong; 16:9 until it is known. */
import { type RefObject, useEffect, useState } from 'react';
import { STILL_SIZE } from './still.ts';

export function usePictureRatio(container: RefObject<HTMLElement | null>): number {
  const [ratio, setRatio] = useState(16 / 9);
  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    // Neither event bubbles, but both can be heard on their way down.
    const heard = ({ target }: Event) => {
      if (!(target instanceof HTMLVideoElement) || target.videoHeight === 0) return;
      setRatio(target.videoWidth / target.videoHeight);
    };
    element.addEventListener('loadedmetadata', heard, true);
    element.addEventListener('resize', heard, true);
    const told = (event: Event) => setRatio((event as CustomEvent<number>).detail);
    element.addEventListener(STILL_SIZE, told);
    return () => {
      element.removeEventListener(STILL_SIZE, told);
      element.removeEventListener('loadedmetadata', heard, true);
      element.removeEventListener('resize', heard, true);
    };
  }, [container]);
  return ratio;
}
