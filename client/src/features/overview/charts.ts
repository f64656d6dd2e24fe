/** What the charts are made of. Quiet lines, no legend: the two kinds are told apart by shape, and named in the tooltip. */
import type { EChartsCoreOption } from 'echarts/core';
import type { Overview } from '../../../../server/contract/overview.ts';
import type { Ink } from './chart.tsx';

interface Words {
  readonly accepted: string;
  readonly completed: string;
  readonly late: string;
}

const grid = ({ fontSize }: Ink) => ({ left: 4, right: 8, top: fontSize, bottom: 0, containLabel: true });
const tooltip = ({ surface, text, line, fontSize }: Ink) => ({
  trigger: 'axis',
  backgroundColor: surface,
  borderColor: line,
  textStyle: { color: text, fontSize },
  // Words of ours and numbers only: nothing of it is anybody's text.
  confine: true,
});
const axes = ({ quiet, line, fontSize }: Ink, names: readonly string[], every: number) => ({
  xAxis: {
    type: 'category',
    data: names,
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: quiet, fontSize, interval: every - 1 },
  },
  yAxis: {
    type: 'value',
    minInterval: 1,
    splitNumber: 3,
    splitLine: { lineStyle: { color: line } },
    axisLabel: { color: quiet, fontSize },
  },
});

/** Accepted as an outline, completed as a filled bar. */
export const hoursChart =
  (hours: Overview['hours'], words: Words) =>
  (ink: Ink): EChartsCoreOption => {
    // The night is left out where nothing happened in it.
    const shown = hours
      .map((each, hour) => ({ ...each, hour }))
      .filter(({ hour, accepted, completed }) => (hour >= 8 && hour < 18) || accepted + completed > 0);
    return {
      grid: grid(ink),
      tooltip: tooltip(ink),
      ...axes(
        ink,
        shown.map(({ hour }) => `${hour}`),
        2,
      ),
      series: [
        {
          ...{ type: 'bar', name: words.accepted, barGap: '10%', barMaxWidth: 14 },
          itemStyle: { color: 'transparent', borderColor: ink.accent, borderWidth: 1.5 },
          data: shown.map(({ accepted }) => accepted),
        },
        {
          ...{ type: 'bar', name: words.completed, barMaxWidth: 14, itemStyle: { color: ink.accent } },
          data: shown.map(({ completed }) => completed),
        },
      ],
    };
  };

/** Accepted as a dashed line; completed as bars, of which late ones stand apart, hatched. */
export const trendChart =
  (trend: Overview['trend'], words: Words) =>
  (ink: Ink): EChartsCoreOption => ({
    grid: grid(ink),
    tooltip: tooltip(ink),
    ...axes(
      ink,
      trend.map(({ day }) => day.slice(5)),
      7,
    ),
    series: [
      {
        ...{ type: 'bar', stack: 'done', name: words.completed, barMaxWidth: 16 },
        itemStyle: { color: ink.accent },
        data: trend.map(({ completed, late }) => completed - late),
      },
      {
        ...{ type: 'bar', stack: 'done', name: words.late, barMaxWidth: 16 },
        itemStyle: {
          color: ink.near,
          decal: {
            symbol: 'rect',
            dashArrayX: [1, 0],
            dashArrayY: [2, 3],
            rotation: -Math.PI / 4,
            color: ink.surface,
          },
        },
        data: trend.map(({ late }) => late),
      },
      {
        ...{ type: 'line', name: words.accepted, symbol: 'none' },
        lineStyle: { color: ink.quiet, width: 1.5, type: 'dashed' },
        itemStyle: { color: ink.quiet },
        data: trend.map(({ accepted }) => accepted),
      },
    ],
  });
