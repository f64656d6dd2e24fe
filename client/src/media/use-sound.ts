/** React's hold on a picture's sound: made for a player, silent when it or the page's part goes. */
import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';
import type { Profile } from '../../../server/contract/cameras.ts';
import { useServices } from '../lib/services.ts';
import type { Player } from './player.ts';
import { Sound, type SoundState } from './sound.ts';
import { shownVideo } from './still.ts';

const off: SoundState = { kind: 'off' };
const never = () => () => undefined;

export function useSound(options: {
  cameraId: string;
  profile: Profile;
  player: Player | undefined;
  container: RefObject<HTMLElement | null>;
}): { state: SoundState; toggle: () => void } {
  const { live, soundDesk } = useServices();
  const { cameraId, profile, player, container } = options;
  const [sound, setSound] = useState<Sound>();
  useEffect(() => {
    if (player === undefined) return;
    const made = new Sound({
      cameraId,
      profile,
      session: live,
      desk: soundDesk,
      picture: player,
      video: () => (container.current === null ? undefined : shownVideo(container.current)),
      createAudio: () => new Audio(),
    });
    setSound(made);
    return made.off;
  }, [cameraId, profile, player, container, live, soundDesk]);
  const state = useSyncExternalStore(sound?.subscribe ?? never, () => sound?.state ?? off);
  return { state, toggle: () => sound?.toggle() };
}
