/** What single devices told, and their registration: a few at a time, each device's password tried once. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Camera, camera as cameraSchema } from '../../../../server/contract/cameras.ts';
import { type DeviceAnswer, deviceAnswer } from '../../../../server/contract/discovery.ts';
import { api } from '../../lib/api.ts';

export type DeviceState =
  | { readonly step: 'reading' }
  | { readonly step: 'told'; readonly answer: DeviceAnswer; readonly credentials: Credentials | undefined }
  | { readonly step: 'failed'; readonly error: unknown }
  | { readonly step: 'made'; readonly camera: Camera; readonly answer: DeviceAnswer };

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const AT_ONCE = 4;

export function useDevices() {
  const [states, setStates] = useState<ReadonlyMap<string, DeviceState>>(new Map());
  const [busy, setBusy] = useState(false);
  const queries = useQueryClient();
  const set = (address: string, state: DeviceState) =>
    setStates((before) => new Map(before).set(address, state));
  const each = async (addresses: readonly string[], work: (address: string) => Promise<void>) => {
    setBusy(true);
    const left = [...addresses];
    const worker = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    setBusy(false);
  };
  const read = (addresses: readonly string[], credentials: Credentials | undefined) =>
    each(addresses, async (address) => {
      set(address, { step: 'reading' });
      try {
        const answer = await api('/camera-discovery/device', {
          method: 'POST',
          schema: deviceAnswer,
          body: { address, credentials: credentials ?? null },
        });
        set(address, { step: 'told', answer, credentials });
      } catch (error) {
        set(address, { step: 'failed', error });
      }
    });
  const register = (hallId: string, names: ReadonlyMap<string, string>) =>
    each([...names.keys()], async (address) => {
      const state = states.get(address);
      if (state?.step !== 'told' || !state.answer.ok) return;
      try {
        const camera = await api(`/halls/${hallId}/cameras`, {
          method: 'POST',
          schema: cameraSchema,
          body: bodyOf(state.answer, names.get(address) ?? '', state.credentials),
        });
        set(address, { step: 'made', camera, answer: state.answer });
      } catch (error) {
        set(address, { step: 'failed', error });
      }
    }).then(() => queries.invalidateQueries());
  return { states, busy, read, register };
}

type Told = Extract<DeviceAnswer, { ok: true }>;

function bodyOf(device: Told, name: string, credentials: Credentials | undefined) {
  const profile = (token: string | null) => device.profiles.find((each) => each.token === token);
  const [main, sub] = [profile(device.main), profile(device.sub)];
  return {
    name,
    profiles: [
      { profile: 'main', url: main?.streamUrl ?? '' },
      ...(sub?.streamUrl == null ? [] : [{ profile: 'sub', url: sub.streamUrl }]),
    ],
    credentials: credentials ?? null,
    onvifAddress: device.address,
    ...{ make: device.make, model: device.model, serial: device.serial, firmware: device.firmware },
    expectedFps: main?.fps ?? null,
    expectedKbps: main?.bitrateKbps ?? null,
  };
}
