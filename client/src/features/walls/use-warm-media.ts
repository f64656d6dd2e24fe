/** What the first picture would otherwise wait for is made while the wall itself is still being fetched. */
import { useEffect } from 'react';
import { useServices } from '../../lib/services.ts';
import { webrtcRefused } from '../../media/webrtc-switch.ts';

export function useWarmMedia(): void {
  const { live } = useServices();
  useEffect(() => {
    if (!webrtcRefused()) live.warm();
  }, [live]);
}
