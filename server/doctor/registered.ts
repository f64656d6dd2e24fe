/** Registered cameras, out of the database: of the server that is running, or of our own start of it. */
import type { LoadedConfig } from '../../config/load.ts';
import type { Reach, SourceAddress } from '../../streams/index.ts';
import { createCameras } from '../cameras/index.ts';
import type { Profile } from '../contract/cameras.ts';
import { createPlaces } from '../places/index.ts';
import { openBeside } from '../platform/db/open-beside.ts';
import type { Logger } from '../platform/log.ts';
import { createSealer } from '../platform/sealer.ts';
import { type RecordedNow, RecordedNowStore } from '../recordings/index.ts';

export interface RegisteredCamera {
  readonly id: string;
  readonly name: string;
  readonly hall: string;
}

export interface RegisteredStream {
  readonly profile: Profile;
  readonly address: SourceAddress;
  readonly capKbps: number | null;
  readonly soundAllowed: boolean;
  readonly recorded: RecordedNow | undefined;
}

export interface Registered {
  /** By id, by whole name or, where none has that, by a part of it, spaces and case aside. */
  find(wanted: string): Promise<RegisteredCamera[]>;
  streamsOf(cameraId: string): Promise<RegisteredStream[]>;
  /** Where the server would connect to. */
  readonly reach: Reach;
  close(): Promise<void>;
}

/** The demo's cameras: who types at this machine's terminal may ask it anyway. */
const DEMO = ['127.0.0.0/8'];

export async function openRegistered(config: LoadedConfig, log: Logger): Promise<Registered> {
  const { db, close } = await openBeside(config, log);
  const now = Date.now;
  const places = createPlaces({ db, now });
  const sealer = createSealer(config.dataDir);
  const cameras = createCameras({
    ...{ db, now, places, sealer, networks: [...config.cameraNetworks, ...DEMO] },
    onChanged: () => undefined,
  });
  const recorded = new RecordedNowStore({ db });
  await cameras.loadNetworks();
  return {
    reach: cameras.reach,
    find: async (wanted) => {
      const all = await cameras.names();
      const byId = all.filter(({ id }) => id === wanted.toLowerCase());
      if (byId.length > 0) return byId;
      const byName = all.filter(({ name }) => name === wanted);
      // “A 区” is also found as “A区”.
      const part = compact(wanted);
      return byName.length > 0 ? byName : all.filter(({ name }) => compact(name).includes(part));
    },
    streamsOf: async (cameraId) => {
      const { hallId, profiles } = await cameras.service.get(cameraId);
      const policy = await places.service.policyOf(hallId);
      const { lineKbps = null, lineReserveKbps = 0, soundAllowed = false } = policy ?? {};
      const capKbps = lineKbps === null ? null : lineKbps - lineReserveKbps;
      const streams: RegisteredStream[] = [];
      for (const { profile } of profiles) {
        const address = await cameras.addressOf({ cameraId, profile });
        if (address)
          streams.push({
            ...{ profile, address, capKbps, soundAllowed },
            recorded: await recorded.of(cameraId, profile),
          });
      }
      return streams;
    },
    close,
  };
}

const compact = (name: string) => name.replace(/\s+/g, '').toLowerCase();
