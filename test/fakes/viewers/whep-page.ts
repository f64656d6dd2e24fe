/**
 * Many WHEP viewers in one page of real Chromium. Encoded frames are counted and dropped before the decoder, so that a
 * hundred viewers cost this machine no hundred decodings.
 */
import type { Browser, Page } from 'playwright-core';

export interface WhepPage {
  /** Opens viewers of these streams, one each. Resolves when each got its first frame. */
  watch(paths: readonly string[], withinMs?: number): Promise<void>;
  /** Encoded frames got so far, by viewer. */
  frames(): Promise<number[]>;
  close(): Promise<void>;
}

export async function openWhepPage(browser: Browser, baseUrl: string, cookie: string): Promise<WhepPage> {
  const context = await browser.newContext({ bypassCSP: true });
  const cookies = cookie.split('; ').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('='), url: baseUrl };
  });
  await context.addCookies(cookies);
  const page: Page = await context.newPage();
  // Any page of the same origin will do; this one runs no script.
  await page.goto(`${baseUrl}/healthz`);
  await page.evaluate(`(${SCRIPT})()`);
  return {
    watch: async (paths, withinMs = 30_000) => {
      await page.evaluate(`window.watch(${JSON.stringify(paths)}, ${withinMs})`);
    },
    frames: async () => (await page.evaluate('window.frameCounts()')) as number[],
    close: () => context.close(),
  };
}

const SCRIPT = `() => {
  const counts = [];
  const open = async (path, index) => {
    const peer = new RTCPeerConnection({ encodedInsertableStreams: true });
    counts[index] = 0;
    const { receiver } = peer.addTransceiver('video', { direction: 'recvonly' });
    const { readable } = receiver.createEncodedStreams();
    void readable.pipeTo(new WritableStream({ write: () => { counts[index] += 1; } })).catch(() => undefined);
    await peer.setLocalDescription(await peer.createOffer());
    if (peer.iceGatheringState !== 'complete')
      await new Promise((done) => peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && done()));
    const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/sdp' }, body: peer.localDescription.sdp });
    if (answer.status !== 201) throw new Error(path + ' answered ' + answer.status + ' ' + (await answer.text()).slice(0, 300));
    await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
  };
  window.frameCounts = () => counts;
  window.watch = async (paths, withinMs) => {
    const from = counts.length;
    for (const [index, path] of paths.entries()) await open(path, from + index);
    const until = performance.now() + withinMs;
    while (counts.slice(from).some((count) => count === 0)) {
      if (performance.now() > until) throw new Error('no frame at ' + counts.slice(from).filter((count) => count === 0).length + ' of ' + paths.length + ' WHEP viewers');
      await new Promise((done) => setTimeout(done, 100));
    }
  };
}`;
