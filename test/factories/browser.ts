/** Debian's Chromium, headless, driven by playwright-core. */
import { type Browser, chromium } from 'playwright-core';

/**
 * The background-networking flags keep Chromium from trying to reach its maker through a closed network;
 * autoplay without a gesture is what a monitoring room's browser is configured for.
 */
export function launchBrowser(...more: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      ...more,
    ],
  });
}
