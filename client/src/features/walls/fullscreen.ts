/** All of the screen for the page, and back. */
export function fullscreen(): void {
  const going =
    document.fullscreenElement === null
      ? document.documentElement.requestFullscreen()
      : document.exitFullscreen();
  going.catch(() => {
    // The browser may refuse full screen; the page is whole without it.
  });
}
