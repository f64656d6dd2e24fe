import { expect, it } from 'vitest';
import { cannotInstallMessage, installCommand, notInstalled, packagesFor } from './apt.mjs';

it('asks for cameras only for the demo and for a browser only for the tests', () => {
  expect(packagesFor('start')).toContain('ffmpeg');
  expect(packagesFor('start')).not.toContain('gir1.2-gst-rtsp-server-1.0');
  expect(packagesFor('demo')).toEqual(expect.arrayContaining([...packagesFor('start'), 'python3-gst-1.0']));
  expect(packagesFor('demo')).not.toContain('chromium');
  expect(packagesFor('test')).toEqual(expect.arrayContaining([...packagesFor('demo'), 'chromium']));
});

it('takes a removed package with its settings left behind for missing', () => {
  const listing = 'ffmpeg installed\nlibssl-dev config-files\n';
  expect(notInstalled(['ffmpeg', 'libssl-dev', 'g++'], listing)).toEqual(['libssl-dev', 'g++']);
});

it('names the exact command on a line of its own', () => {
  const lines = cannotInstallMessage(['ffmpeg', 'chromium'], 'that takes root').split('\n');
  expect(lines.map((line) => line.trim())).toContain(installCommand(['ffmpeg', 'chromium']));
  expect(installCommand(['ffmpeg', 'chromium'])).toBe(
    'apt-get update && apt-get install -y --no-install-recommends ffmpeg chromium',
  );
});

it('names the packages of the media worker in the same command, and what they are for', () => {
  const message = cannotInstallMessage(['ffmpeg'], 'that takes root', ['g++', 'libuv1-dev']);
  expect(message).toContain('no WebRTC: g++, libuv1-dev\n');
  expect(message).toContain(installCommand(['ffmpeg', 'g++', 'libuv1-dev']));
});
