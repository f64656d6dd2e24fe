/** The drawings of a camera's windows: begun from what is stored, or from zones brought along from another camera. */
import { useEffect, useReducer, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import type { Placement } from '../../../../server/contract/cameras.ts';
import type { Window } from '../../../../server/contract/places.ts';
import { drawDraft, unsavedWindows } from './zone-drafts.ts';
import { blankDrawing, type DrawingAction, type Zones } from './zone-drawing.ts';

/** What travels with the address when zones are taken to another camera. */
export interface BroughtZones {
  readonly brought: Readonly<Record<string, Zones>>;
}

export function useZoneDrafts(options: {
  readonly windows: readonly Window[];
  /** Of this camera. */
  readonly placements: readonly Placement[];
}) {
  const { windows, placements } = options;
  const [search] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const [drafts, change] = useReducer(drawDraft, {});
  const placementOf = (id: string) => placements.find((each) => each.windowId === id);
  const [windowId, setWindowId] = useState(
    () =>
      (
        windows.find((each) => each.id === search.get('window')) ??
        windows.find((each) => placementOf(each.id) === undefined) ??
        windows[0]
      )?.id,
  );
  const open = (id: string) => {
    const found = placementOf(id);
    const zones = { clerk: found?.clerkZone ?? [], applicant: found?.applicantZone ?? [] };
    change({ windowId: id, action: { type: 'open', zones } });
  };
  const choose = (id: string) => {
    setWindowId(id);
    open(id);
  };
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    if (opened) return;
    setOpened(true);
    const brought = (location.state as Partial<BroughtZones> | null)?.brought ?? {};
    for (const [id, zones] of Object.entries(brought)) {
      if (!windows.some((each) => each.id === id)) continue;
      open(id);
      change({ windowId: id, action: { type: 'take', zones } });
    }
    const first = Object.keys(brought)[0] ?? windowId;
    if (first !== undefined) choose(first);
    // Once: a reload would bring them again over what was drawn since.
    if (Object.keys(brought).length > 0) void navigate('.', { replace: true, state: null });
  });
  return {
    windowId,
    drawing: (windowId === undefined ? undefined : drafts[windowId]) ?? blankDrawing,
    drafts,
    drafted: unsavedWindows(drafts),
    choose,
    placementOf,
    dispatch: (action: DrawingAction) => {
      if (windowId !== undefined) change({ windowId, action });
    },
    saved: (id: string) => change({ windowId: id, action: { type: 'saved' } }),
  };
}
