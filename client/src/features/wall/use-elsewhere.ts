/**
 * How many cameras of the hall's other pages are known to have no picture. Only their status is followed, which
 * starts no stream: one that nobody watches or records is not known to be well or ill, and is not counted.
 */
import { useEffect, useState } from 'react';
import type { Camera, StreamStatusWire } from '../../../../server/contract/cameras.ts';
import { useServices } from '../../lib/services.ts';
import { wallProfile } from './use-wall.ts';

export function useTroubledElsewhere(cameras: readonly Camera[]): number {
  const { connection } = useServices();
  const [troubled, setTroubled] = useState(0);
  const keys = cameras.map((camera) => `${camera.id}/${wallProfile(camera)}`).join();
  useEffect(() => {
    const wanted = keys.split(',').filter((key) => key !== '');
    if (wanted.length === 0) return;
    const without = new Set<string>();
    const heard = (status: StreamStatusWire) => {
      const key = `${status.cameraId}/${status.profile}`;
      if (!wanted.includes(key)) return;
      if (status.offlineSince !== null && status.fault !== null) without.add(key);
      else without.delete(key);
      setTroubled(without.size);
    };
    const streams = wanted.map((key) => {
      const [cameraId = '', profile] = key.split('/');
      return { cameraId, profile: profile === 'main' ? ('main' as const) : ('sub' as const) };
    });
    // Refused or not answered: then nothing is known of it, and it is not counted.
    const unheard = () => undefined;
    const follow = () => {
      for (const stream of streams) connection.ask('live:follow', stream).then(heard, unheard);
    };
    const detach = [connection.on('live:status', heard), connection.onConnect(follow)];
    if (connection.connected) follow();
    return () => {
      for (const each of detach) each();
      if (connection.connected)
        for (const stream of streams) connection.ask('live:unfollow', stream).catch(unheard);
      setTroubled(0);
    };
  }, [connection, keys]);
  return troubled;
}
