/**
 * From posting an event to seeing it. An overlay is shown as of the frame on screen, so an event of this very moment
 * waits for its picture; one that happened a little before (as departments' do) is shown as soon as it is here.
 */
import { untilAllLive } from '../e2e/support/wall-page.ts';
import { ApiClient } from '../factories/api-client.ts';
import type { Site } from './site.ts';
import type { Measure } from './table.ts';

const SAMPLES = 25;
const EARLIER_MS = 700;

export async function benchOverlay(site: Site): Promise<Measure[]> {
  await site.open(`/wall/${site.city.hall.id}`);
  await untilAllLive(site.page, 'webrtc', 1);
  return [
    {
      what: `event posted to overlay painted (it happened ${EARLIER_MS} ms before)`,
      unit: 'ms',
      samples: await sample(site, EARLIER_MS),
      target: '≤ 150 ms',
    },
    {
      what: 'event posted to overlay painted (it happened as it was posted; waits for its picture)',
      unit: 'ms',
      samples: await sample(site, 0),
    },
  ];
}

async function sample(site: Site, earlierMs: number): Promise<number[]> {
  const machine = ApiClient.withToken(site.program.baseUrl, site.city.tokenSecret);
  const window = site.city.windows[0];
  if (window === undefined) throw new Error('the bench city has no window');
  const selector = `[data-testid="overlay-strip"][data-window-id="${window.id}"]`;
  const delays: number[] = [];
  for (let index = 0; index < SAMPLES; index += 1) {
    const caseNo = `B${earlierMs}-${index}-${Date.now()}`;
    const seen = site.page.evaluate(
      `mcBench.painted(${JSON.stringify(selector)}, ${JSON.stringify(caseNo)}, 10000)`,
    ) as Promise<number>;
    await site.page.waitForTimeout(1200 + (index % 7) * 30);
    const postedMs = performance.timeOrigin + performance.now();
    await machine.post('/api/v1/exchange/events', {
      events: [
        {
          type: 'stage',
          eventId: caseNo,
          occurredAt: new Date(postedMs - earlierMs).toISOString(),
          caseNo,
          matterCode: site.city.matter.code,
          stage: 'accepted',
          hallId: site.city.hall.id,
          windowCode: window.code,
        },
      ],
    });
    delays.push((await seen) - postedMs);
  }
  return delays;
}
