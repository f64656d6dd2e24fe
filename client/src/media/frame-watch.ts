/** A `<video>` of ours and each frame it puts on screen. */

import { keepStill } from './still.ts';

export interface FrameSeen {
  readonly rtpTimestamp: number | undefined;
  readonly mediaTime: number;
}

type Metadata = VideoFrameCallbackMetadata & { readonly rtpTimestamp?: number };

/** A muted video that plays at once and fills its container; hidden until it has something to show. */
export function createVideo(container: HTMLElement): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  video.disablePictureInPicture = true;
  video.className = 'mc-video';
  video.style.visibility = 'hidden';
  video.tabIndex = -1;
  container.append(video);
  return video;
}

/** Calls back for every presented frame until the returned function is called. */
export function watchFrames(video: HTMLVideoElement, seen: (frame: FrameSeen) => void): () => void {
  let handle = 0;
  let stopped = false;
  const next = (_now: number, metadata: Metadata) => {
    if (stopped) return;
    seen({ rtpTimestamp: metadata.rtpTimestamp, mediaTime: metadata.mediaTime });
    handle = video.requestVideoFrameCallback(next);
  };
  handle = video.requestVideoFrameCallback(next);
  return () => {
    stopped = true;
    video.cancelVideoFrameCallback(handle);
  };
}

/** Takes the element out and lets its decoder go at once; its last picture stays as a still. */
export function discardVideo(video: HTMLVideoElement, capturedAtMs?: number): void {
  keepStill(video, capturedAtMs);
  video.pause();
  video.srcObject = null;
  video.removeAttribute('src');
  video.load();
  video.remove();
}

/** Starts playback; a refusal is followed by another try when the page is touched. */
export function playVideo(video: HTMLVideoElement): void {
  void video.play().catch(() => {
    // Muted autoplay is allowed everywhere we know; where it is not, the first touch of the page allows it.
    document.addEventListener('pointerdown', () => void video.play().catch(() => undefined), { once: true });
  });
}
