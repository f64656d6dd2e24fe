/** Plain weeks of forty hours without holidays: for what runs without the calendar's service. */
import { PlaceClock, type WorkingClocks } from '../calendar/index.ts';

const open = { morning: { from: '09:00', to: '13:00' }, afternoon: { from: '13:00', to: '17:00' } };
const closed = { morning: null, afternoon: null };

export function plainClocks(): WorkingClocks {
  const clock = new PlaceClock({
    key: 'plain',
    version: 1,
    today: '2026-11-23',
    place: {
      ...{ hallId: null, regionCode: '', zone: 'Asia/Shanghai', exceptions: [] },
      years: Array.from({ length: 101 }, (_, at) => ({ year: 2000 + at, days: [] })),
      hours: [[{ validFrom: '2000-01-01', week: [open, open, open, open, open, closed, closed] }]],
    },
  });
  return { of: async () => clock };
}
