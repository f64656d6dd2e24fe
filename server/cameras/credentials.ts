/** Keeps cameras' user names and passwords sealed, and from being sent to anyone but the camera they belong to. */
import { z } from 'zod';
import { cameraCredentials, PUSHED } from '../contract/cameras.ts';
import { AppError } from '../platform/errors.ts';
import type { StoredCamera } from './cameras.store.ts';

export type Credentials = z.output<typeof cameraCredentials>;

/** What is needed of platform/sealer. */
export interface Sealer {
  seal(text: string): Buffer;
  open(sealed: Uint8Array): string;
}

const sealedText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(cameraCredentials);

export class CredentialsKeeper {
  readonly #sealer: Sealer;

  constructor(options: { readonly sealer: Sealer }) {
    this.#sealer = options.sealer;
  }

  seal(credentials: Credentials): Buffer {
    return this.#sealer.seal(JSON.stringify(credentials));
  }

  open(camera: StoredCamera): Credentials | undefined {
    if (camera.credentialsSealed === null) return undefined;
    return sealedText.parse(this.#sealer.open(camera.credentialsSealed));
  }

  /**
   * Throws unless the stored credentials may be used with `url`: only at a host they were registered for.
   * Otherwise whoever may change an address could have the password sent to a machine of their own.
   */
  mayBeSentTo(camera: StoredCamera, url: string, field: string): void {
    // Where the encoder pushes, nothing is sent to anybody.
    if (camera.credentialsSealed === null || url === PUSHED) return;
    if (camera.profiles.some((profile) => hostOf(profile.url) === hostOf(url))) return;
    const message = 'is another host than the one the stored password is for: give user and password again';
    throw new AppError(422, 'credentials_needed', `The address ${message}.`, {
      faults: [{ field, message }],
    });
  }
}

/** `URL` leaves the case of an rtsp host as it was written. */
const hostOf = (url: string): string => new URL(url).hostname.toLowerCase();
