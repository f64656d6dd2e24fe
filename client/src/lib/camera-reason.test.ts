import i18next, { type TFunction } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { classifyExit } from '../../../streams/sources/ffmpeg-rtsp/classify-exit.ts';
import { cameraReason } from './camera-reason.ts';
import { zh } from './i18n/zh.ts';

let t: TFunction;
beforeAll(async () => {
  t = await i18next.init({ lng: 'zh', resources: { zh: { translation: zh } } });
});

// The real sentences, so that a change of the server's words is noticed here.
test.each([
  ['Connection refused', zh.camera.reason.refused],
  ['Failed to resolve hostname cam: Name or service not known', zh.camera.reason.unknownHost],
  ['No route to host', zh.camera.reason.noRoute],
  ['Connection timed out', zh.camera.reason.timeout],
  ['Invalid data found when processing input', zh.camera.reason.notRtsp],
])('%s', (stderr, words) => {
  const { message } = classifyExit({ code: 1, signal: null, stderr, sawPictures: false });
  expect(cameraReason(message, t)).toBe(words);
});
