/**
 * WebRTC can be refused by hand: `?webrtc=off` for this visit (`?webrtc=on` ends it), or for good with
 * `localStorage.setItem('mc.webrtc', 'off')`. For tests, benches and networks where it only costs time.
 */
let forThisVisit: string | null | undefined;

export function webrtcRefused(): boolean {
  const asked = new URLSearchParams(location.search).get('webrtc');
  if (asked !== null || forThisVisit === undefined) forThisVisit = asked;
  return (forThisVisit ?? localStorage.getItem('mc.webrtc')) === 'off';
}
