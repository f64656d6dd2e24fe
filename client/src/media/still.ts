/**
 * One canvas beneath a tile's video: the current picture before the first live frame, or the last frame of a
 * `<video>` that is about to go, so that no tile turns black. It knows when its picture was taken.
 */

/** Told by the container when its still has a new shape; `detail` is width over height. */
export const STILL_SIZE = 'mc-still-size';

/** Enough for a large view. */
const MOST_PIXELS_WIDE = 1920;

/** Draws a picture as the container's still. */
export function paintStill(
  container: HTMLElement,
  picture: { source: CanvasImageSource; width: number; height: number; capturedAtMs: number | undefined },
): void {
  const canvas = stillOf(container) ?? document.createElement('canvas');
  canvas.className = 'mc-still';
  const scale = Math.min(1, MOST_PIXELS_WIDE / picture.width);
  const width = Math.round(picture.width * scale);
  const height = Math.round(picture.height * scale);
  // Setting a size clears the canvas, even to the same one.
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    container.dispatchEvent(new CustomEvent(STILL_SIZE, { detail: width / height }));
  }
  canvas.getContext('2d', { alpha: false })?.drawImage(picture.source, 0, 0, width, height);
  if (picture.capturedAtMs === undefined) delete canvas.dataset.capturedAt;
  else canvas.dataset.capturedAt = String(Math.round(picture.capturedAtMs));
  if (canvas.parentElement !== container) container.prepend(canvas);
}

/** Call while the video still has its picture. A video that was never shown leaves what is there. */
export function keepStill(video: HTMLVideoElement, capturedAtMs?: number): void {
  const container = video.parentElement;
  if (container === null || !showing(video)) return;
  paintStill(container, { source: video, width: video.videoWidth, height: video.videoHeight, capturedAtMs });
}

/** Whether a video is the one to be seen, and has something to show. */
function showing(video: HTMLVideoElement): boolean {
  return (
    video.style.visibility === 'visible' &&
    video.videoWidth > 0 &&
    video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA
  );
}

/** The video to be seen in a container, if it shows something. */
export function shownVideo(container: HTMLElement): HTMLVideoElement | undefined {
  return [...container.querySelectorAll('video')].find(showing);
}

/** A newer picture is on screen, or nobody watches: the kept one must not outlive its meaning. */
export function clearStill(container: HTMLElement): void {
  stillOf(container)?.remove();
}

/** When the still's picture was taken, on the server's clock; undefined without a still, or when it is not known. */
export function stillCapturedAt(container: HTMLElement): number | undefined {
  const told = stillOf(container)?.dataset.capturedAt;
  return told === undefined ? undefined : Number(told);
}

function stillOf(container: HTMLElement): HTMLCanvasElement | null {
  return container.querySelector<HTMLCanvasElement>(':scope > canvas.mc-still');
}
