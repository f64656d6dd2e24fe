/** How three makers write what they answer: prefixes, names, paths, and what they leave out. */

export interface Brand {
  readonly make: string;
  readonly model: string;
  readonly firmware: string;
  readonly hardware: string;
  /** The prefix of the envelope's elements. */
  readonly prefix: string;
  readonly mediaPath: string;
  readonly snapshotPath: (token: string) => string;
  /** Its stream addresses are written with user and password in the path. */
  readonly hasPasswordInPath?: boolean;
  /** Knows the newer media service, which tells H.265. */
  readonly hasMedia2: boolean;
  /** Knows GetServices; else GetCapabilities only. */
  readonly hasServices: boolean;
}

export const brands = {
  hikvision: {
    make: 'HIKVISION',
    model: 'DS-2CD3T46WDV3-I3',
    firmware: 'V5.5.134 build 211105',
    hardware: 'DS-2CD3T46WDV3-I3',
    prefix: 'env',
    mediaPath: '/onvif/Media',
    snapshotPath: (token) => `/onvif-http/snapshot?${token}`,
    hasMedia2: true,
    hasServices: true,
  },
  dahua: {
    make: 'Dahua',
    model: 'DH-IPC-HFW4443M-I1',
    firmware: '2.800.0000000.44.R, Build Date 2022-01-11',
    hardware: '1.00',
    prefix: 's',
    mediaPath: '/onvif/media_service',
    snapshotPath: (token) => `/onvifsnapshot/media_service/snapshot?channel=1&subtype=${token.slice(-1)}`,
    hasMedia2: false,
    hasServices: true,
  },
  uniview: {
    make: 'UNIVIEW',
    model: 'IPC-B312-IR@DP-IR3-F40-C',
    firmware: 'IPC_D1201-B0006P61D1907',
    hardware: 'A',
    prefix: 'SOAP-ENV',
    mediaPath: '/onvif/device_service',
    snapshotPath: (token) => `/images/snapshot.jpg?token=${token}`,
    hasPasswordInPath: true,
    hasMedia2: false,
    hasServices: false,
  },
} as const satisfies Record<string, Brand>;

export type BrandName = keyof typeof brands;
