import type { AddressRefusal } from '../reach/index.ts';
import type { SourceAbout, StreamFault, TranscodeReason } from '../types.ts';

/** What was found out about one camera address, as facts. Nothing secret is in it. */
export interface Examination {
  readonly network: NetworkFacts;
  /** Undefined: nobody could be asked. */
  readonly rtsp?: RtspFacts;
  readonly picture?: PictureFacts;
}

export interface NetworkFacts {
  readonly host: string;
  readonly port: number;
  /** Empty where the name cannot be resolved. */
  readonly addresses: readonly string[];
  readonly lookupMs: number;
  /** Undefined: no connection. */
  readonly connectMs?: number;
  readonly fault?: 'not_allowed' | 'not_resolved' | 'refused' | 'no_answer' | 'no_route';
  /** Why we may not even connect. */
  readonly refusal?: AddressRefusal;
}

export interface RtspFacts {
  /** What the camera calls itself. */
  readonly server?: string;
  readonly methods: readonly string[];
  /** False: nothing that is RTSP came back. */
  readonly answered: boolean;
  readonly answerMs: number;
  /** How it asks who we are; undefined: it does not. */
  readonly challenge?: {
    readonly scheme: 'basic' | 'digest';
    readonly realm: string;
    readonly algorithm?: string;
  };
  readonly tracks: readonly RtspTrackFacts[];
  readonly fault?: StreamFault;
  /** What answers is no RTSP, but TLS. */
  readonly isTls?: boolean;
}

export interface RtspTrackFacts {
  readonly kind: string;
  readonly encoding: string;
  readonly clockRate?: number;
}

export interface PictureFacts {
  /** What pulled it in the end; undefined: nothing got so far. */
  readonly source?: SourceAbout;
  /** Why no picture came, or no longer. */
  readonly fault?: StreamFault;
  readonly seen?: SeenFacts;
  /** The first keyframe, a JPEG at most 1280 wide; where one was asked for. */
  readonly picture?: Buffer;
}

/** Measured over some seconds of pictures. */
export interface SeenFacts {
  /** From the first attempt to the first picture. */
  readonly firstPictureMs: number;
  readonly seconds: number;
  readonly codec: 'h264' | 'h265';
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly bitrateKbps: number;
  readonly largestKeyframeBytes: number;
  /** The longest between two keyframes; undefined: none came a second time. */
  readonly gopMs?: number;
  readonly hasBFrames: boolean;
  readonly audioCodec?: string;
  /** How unevenly pictures arrive: 95 of 100 are late by no more. */
  readonly jitterMs: number;
  /** The longest without a picture. */
  readonly longestPauseMs: number;
  /** Starts over, changes of format. */
  readonly interruptions: number;
  readonly packetsLost: number;
  readonly unitsDropped: number;
  readonly timestampJumps: number;
  readonly clockOffsetMs?: number;
  readonly transport?: 'tcp' | 'udp';
  /** Why browsers cannot play it as it is, over WebRTC and over HTTP. */
  readonly webrtcReason?: TranscodeReason;
  readonly httpReason?: TranscodeReason;
  /** The camera's picture had to be encoded to be had at all. */
  readonly isEncoded: boolean;
}
