/** What streams say of themselves, followed over the socket without starting any of them. */
import { useEffect, useState } from 'react';
import type { StreamStatusWire } from '../../../server/contract/cameras.ts';
import { useServices } from './services.ts';

/** `cameraId/profile`. */
export type StreamName = string;

/** A page may follow 256; two profiles of a hundred cameras are what a list shows. */
const MOST = 200;

export function useStreamStatuses(names: readonly StreamName[]): ReadonlyMap<StreamName, StreamStatusWire> {
  const { connection } = useServices();
  const [statuses, setStatuses] = useState<ReadonlyMap<StreamName, StreamStatusWire>>(new Map());
  const wanted = names.slice(0, MOST).join();
  useEffect(() => {
    const followed = wanted.split(',').filter((name) => name !== '');
    if (followed.length === 0) return;
    const heard = (status: StreamStatusWire) => {
      const name = `${status.cameraId}/${status.profile}`;
      if (followed.includes(name)) setStatuses((before) => new Map(before).set(name, status));
    };
    const streams = followed.map((name) => {
      const [cameraId = '', profile] = name.split('/');
      return { cameraId, profile: profile === 'main' ? ('main' as const) : ('sub' as const) };
    });
    // Refused or not answered: then nothing is known of it, and nothing is said.
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
      setStatuses(new Map());
    };
  }, [connection, wanted]);
  return statuses;
}
