/** What the first picture would otherwise wait for is made while the wall itself is still being fetched. */
import { useEffect } from 'react';
import { useServices } from '../../lib/services.ts';
import { webrtcRefused } from '../../media/webrtc-switch.ts';

export function useWarmMedia(): void {
  const { live } = useServices();
  useEffect(() => {
    if (!webrtcRefused()) live.warm();
    // The large view's code, once the wall has what it needs itself. A failure is told where it is really needed.
    const idle = setTimeout(() => void import('./large-view.tsx').catch(() => undefined), 2000);
    return () => clearTimeout(idle);
  }, [live]);
}
