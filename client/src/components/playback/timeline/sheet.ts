/** What a timeline is drawn with, and on. */
import type { Span } from './scale.ts';

/** The page's own colours, read once for each theme. */
export interface Ink {
  readonly ground: string;
  readonly lane: string;
  readonly line: string;
  readonly strong: string;
  readonly text: string;
  readonly quiet: string;
  readonly footage: string;
  readonly hatch: string;
  readonly near: string;
  readonly yellow: string;
  readonly red: string;
  readonly lead: string;
  readonly head: string;
  readonly font: string;
}

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(`--mc-${name}`).trim();
  return {
    ground: of('surface'),
    lane: of('ground'),
    line: of('line'),
    strong: of('line-strong'),
    text: of('text'),
    quiet: of('text-2'),
    footage: of('accent'),
    hatch: of('text-3'),
    near: of('near'),
    yellow: of('card-yellow'),
    red: of('card-red'),
    lead: of('lead'),
    head: of('text'),
    font: `12px ${of('font') || 'sans-serif'}`,
  };
}

export interface Sheet {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly ink: Ink;
  readonly view: Span;
}
