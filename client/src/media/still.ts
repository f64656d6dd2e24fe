/** The last frame of a `<video>` that is about to go, kept beneath whatever comes next, so that no tile turns black. */

/** Enough for a large view; it is shown dimmed. */
const MOST_PIXELS_WIDE = 1280;

/** Call while the video still has its picture. A video that was never shown leaves what is there. */
export function keepStill(video: HTMLVideoElement): void {
  const container = video.parentElement;
  if (container === null || video.style.visibility !== 'visible') return;
  if (video.videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
  const canvas = stillOf(container) ?? document.createElement('canvas');
  canvas.className = 'mc-still';
  const scale = Math.min(1, MOST_PIXELS_WIDE / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  container.prepend(canvas);
}

/** A newer picture is on screen, or nobody watches: the kept one must not outlive its meaning. */
export function clearStill(container: HTMLElement): void {
  stillOf(container)?.remove();
}

function stillOf(container: HTMLElement): HTMLCanvasElement | null {
  return container.querySelector<HTMLCanvasElement>(':scope > canvas.mc-still');
}
