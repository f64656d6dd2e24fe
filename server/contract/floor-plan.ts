/** A hall's floor plan, and where its cameras and windows are on it. */
import { z } from 'zod';
import { id, instant } from './common.ts';

/** What `PUT /api/v1/halls/:hallId/floor-plan` takes, as the body itself. It is decoded and drawn anew. */
export const FLOOR_PLAN_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
export const FLOOR_PLAN_MOST_BYTES = 10 * 1024 * 1024;
export const FLOOR_PLAN_MOST_PIXELS = 40_000_000;

/** The picture itself: `GET /api/v1/halls/:hallId/floor-plan`, WebP. */
export const floorPlan = z.object({
  width: z.number().int(),
  height: z.number().int(),
  /** Another picture has another instant: put it into the address of the picture, which may be kept for long. */
  updatedAt: instant,
});
export type FloorPlan = z.infer<typeof floorPlan>;

/** 0..1 of the picture, from the left and from the top. */
const onPlan = { x: z.number().min(0).max(1), y: z.number().min(0).max(1) };

export const planCamera = z.object({
  cameraId: id,
  ...onPlan,
  /** Where it looks, in degrees: 0 is up on the picture, 90 to the right. Null: nobody said. */
  direction: z.number().min(0).lt(360).nullable(),
});
export const planWindow = z.object({ windowId: id, ...onPlan });

/** `GET /api/v1/halls/:hallId/floor-plan/positions`: of what the asker sees. */
export const floorPlanPositions = z.object({
  /** Null: there is no picture. Positions stay when it is replaced. */
  plan: floorPlan.nullable(),
  cameras: z.array(planCamera),
  windows: z.array(planWindow),
});
export type FloorPlanPositions = z.infer<typeof floorPlanPositions>;

/** Body of `PUT …/floor-plan/positions`: those named are put there; what is not named is taken off the plan. */
export const setPlanPositions = z.object({
  cameras: z.array(planCamera.extend({ direction: planCamera.shape.direction.default(null) })).max(500),
  windows: z.array(planWindow).max(1000),
});
