/** What an ONVIF device told of itself. Nothing secret is in it. */
export interface DeviceReport {
  /** Where its device service was reached. */
  readonly address: string;
  readonly make: string | undefined;
  readonly model: string | undefined;
  readonly firmware: string | undefined;
  readonly serial: string | undefined;
  /** Its clock less ours; undefined: it does not say. */
  readonly clockOffsetMs: number | undefined;
  /** Whether it wanted a user name and password. */
  readonly asksPassword: boolean;
  readonly profiles: readonly DeviceProfile[];
  /** Tokens of the profiles to register: the largest, and the one for walls. */
  readonly main: string | undefined;
  readonly sub: string | undefined;
}

export interface DeviceProfile {
  readonly token: string;
  readonly name: string;
  /** As the device writes it, in capitals: `H264`, `H265`, `JPEG`. */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number | undefined;
  readonly bitrateKbps: number | undefined;
  /** Frames from one keyframe to the next. */
  readonly gopFrames: number | undefined;
  readonly hasAudio: boolean;
  /** At the host the device was reached at, without credentials; undefined: it gives none that we could pull. */
  readonly streamUrl: string | undefined;
  /** The host the device itself wrote, where that was another. */
  readonly rewrittenFrom: string | undefined;
  /** Where it gives a picture. */
  readonly snapshotUrl: string | undefined;
}
