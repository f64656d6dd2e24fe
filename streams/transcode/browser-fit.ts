/**
 * The one place that says what browsers play: everything else asks here. H.265 does not play in Chromium as Debian
 * ships it, and nowhere over WebRTC; B-frames play over HTTP (MSE puts pictures in order), not over WebRTC.
 */
import { hasBSlice, isBrowserProfile, profileOf } from '../codec/h264-nal.ts';
import type { AccessUnit, MediaInfo, StreamConsumer, TranscodeReason } from '../types.ts';

/** How pictures get to a browser: WHEP is `webrtc`; LL-HLS, FLV and GOPs over HTTP are `http`. */
export type Medium = 'webrtc' | 'http';

/** Why no browser plays this format, or undefined. */
export function formatReason({
  codec,
  parameterSets,
}: Pick<MediaInfo, 'codec' | 'parameterSets'>): TranscodeReason | undefined {
  if (codec === 'h265') return 'h265_not_in_browsers';
  const profile = profileOf(parameterSets);
  return profile === undefined || isBrowserProfile(profile) ? undefined : 'profile_not_in_browsers';
}

/** Why this picture of H.264 does not go through WebRTC, or undefined. */
export function pictureReason(unit: Pick<AccessUnit, 'data'>): TranscodeReason | undefined {
  return hasBSlice(unit.data) ? 'b_frames_not_in_webrtc' : undefined;
}

/** An encoder that uses B-frames shows one within its first seconds. */
const PICTURES_LOOKED_AT = 250;

/** Watches a stream for what browsers cannot play. Tells of it before anybody who subscribed later is given it. */
export class BrowserFit implements StreamConsumer {
  readonly #onChange: () => void;
  #info: MediaInfo | undefined;
  #format: TranscodeReason | undefined;
  #picture: TranscodeReason | undefined;
  #looked = 0;

  constructor(options: { readonly onChange: () => void }) {
    this.#onChange = options.onChange;
  }

  /** Why a browser cannot play it over this medium, as far as is known. */
  reason(medium: Medium): TranscodeReason | undefined {
    return this.#format ?? (medium === 'webrtc' ? this.#picture : undefined);
  }

  onInit(info: MediaInfo): void {
    const isSame = this.#info !== undefined && sameSets(this.#info.parameterSets, info.parameterSets);
    this.#info = info;
    this.#looked = 0;
    const format = formatReason(info);
    // A camera that comes back as it was has B-frames as before.
    const picture = isSame && format === undefined ? this.#picture : undefined;
    const changed = format !== this.#format || picture !== this.#picture;
    this.#format = format;
    this.#picture = picture;
    if (changed) this.#onChange();
  }

  onAccessUnit(unit: AccessUnit): void {
    if (this.#format || this.#picture || this.#looked >= PICTURES_LOOKED_AT) return;
    this.#looked += 1;
    this.#picture = pictureReason(unit);
    if (this.#picture) this.#onChange();
  }
}

function sameSets(one: readonly Buffer[], other: readonly Buffer[]): boolean {
  return one.length === other.length && one.every((set, index) => other[index]?.equals(set));
}
