/** A drawing for each window, so that looking at another window loses nothing. */
import { blankDrawing, type Drawing, type DrawingAction, draw, unsaved, type Zones } from './zone-drawing.ts';

export type ZoneDrafts = Readonly<Record<string, Drawing>>;

export interface ZoneDraftsAction {
  readonly windowId: string;
  /** `open`: begins with what is stored, unless there is an unsaved drawing to go on with. */
  readonly action: DrawingAction | { readonly type: 'open'; readonly zones: Zones };
}

export function drawDraft(drafts: ZoneDrafts, { windowId, action }: ZoneDraftsAction): ZoneDrafts {
  const draft = drafts[windowId] ?? blankDrawing;
  if (action.type !== 'open') return { ...drafts, [windowId]: draw(draft, action) };
  if (unsaved(draft)) return drafts;
  return { ...drafts, [windowId]: draw(draft, { type: 'load', zones: action.zones }) };
}

/** The windows whose drawing is not what is stored. */
export function unsavedWindows(drafts: ZoneDrafts): string[] {
  return Object.entries(drafts).flatMap(([windowId, draft]) => (unsaved(draft) ? [windowId] : []));
}
