/** What a page asks of its WebRTC transport, and what it gets. */
import type { Profile } from '../../../server/contract/cameras.ts';

/** The pictures of one camera profile, until `close()` or `onEnded`. */
export interface LiveFeed {
  readonly track: MediaStreamTrack;
  close(): void;
}

export interface FeedEnd {
  readonly code: string;
  readonly message: string;
}

export interface FeedRequest {
  readonly cameraId: string;
  readonly profile: Profile;
  /** Left out: the picture. */
  readonly kind?: 'video' | 'audio';
}
