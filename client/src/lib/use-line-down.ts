/** Whether the line to the server has been down for more than a moment: then nothing on the page is known to be so. */
import { useEffect, useState } from 'react';
import { useServices } from './services.ts';

const BELIEVED_AFTER_MS = 1500;

export function useLineDown(): boolean {
  const { connection } = useServices();
  const [down, setDown] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lost = () => {
      timer ??= setTimeout(() => setDown(true), BELIEVED_AFTER_MS);
    };
    const back = () => {
      clearTimeout(timer);
      timer = undefined;
      setDown(false);
    };
    if (!connection.connected) lost();
    const detach = [connection.onDisconnect(lost), connection.onConnect(back)];
    return () => {
      clearTimeout(timer);
      for (const each of detach) each();
    };
  }, [connection]);
  return down;
}
