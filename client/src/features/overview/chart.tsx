/** A chart of ECharts in our colours, redrawn with its room and the theme. Only the parts used are loaded. */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([BarChart, LineChart, GridComponent, TooltipComponent, SVGRenderer]);

/** Our tokens as they are here: a chart needs colours, not variables. */
export interface Ink {
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  readonly near: string;
  readonly muted: string;
  readonly yellow: string;
  readonly red: string;
  readonly fontSize: number;
}

export interface ChartProps {
  /** What it shows, in words: its table is beside it. */
  readonly label: string;
  readonly height: number;
  /** Colours are looked up anew with another theme. */
  readonly theme: string;
  readonly scale: number;
  readonly draw: (ink: Ink) => EChartsCoreOption;
}

export default function Chart({ label, height, theme, scale, draw }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init>>(null);
  useEffect(() => {
    if (!box.current) return;
    const made = init(box.current, null, { renderer: 'svg' });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize({ animation: { duration: 0 } }));
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    if (!box.current || theme === '') return;
    chart.current?.setOption({ ...draw(inkAt(box.current, scale)), ...shared });
  }, [draw, theme, scale]);
  return (
    <div ref={box} className="mc-ov-chart" role="img" aria-label={label} style={{ height: height * scale }} />
  );
}

const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
const shared = {
  get animation() {
    return !isStill();
  },
  animationDuration: 300,
  animationDurationUpdate: 400,
  animationEasing: 'cubicOut' as const,
};

function inkAt(element: Element, scale: number): Ink {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--mc-${name}`).trim();
  return {
    text: token('text'),
    quiet: token('text-2'),
    line: token('line'),
    surface: token('raised'),
    accent: token('accent'),
    near: token('near'),
    muted: token('line-strong'),
    yellow: token('card-yellow'),
    red: token('card-red'),
    fontSize: 12 * scale,
  };
}
