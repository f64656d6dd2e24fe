/** Roles, rights to see one case, and the answers to "what can this person see, and why" and "who can see this". */
import { z } from 'zod';
import { permission, role, scope } from './access.ts';
import { id, instant, listQuery, name, reason } from './common.ts';

export const roleDetail = z.object({
  id: role,
  /** Null for built-in ones, which each language words itself. */
  name: name.nullable(),
  builtIn: z.boolean(),
  permissions: z.array(permission),
  /** People who hold it now, as far as the asker sees them. */
  holders: z.number().int(),
});
export type RoleDetail = z.infer<typeof roleDetail>;

const permissions = z
  .array(permission)
  .min(1, 'at least one permission')
  .max(permission.options.length)
  .refine((all) => new Set(all).size === all.length, 'each permission once');

export const newRole = z.object({ name, permissions });
export const changeRole = z.object({ name: name.optional(), permissions: permissions.optional() });

/** What a right to see one case carries: the case, the windows it was served at, the cameras placed there. */
export const viewingPermissions = ['cases:read', 'overlays:view', 'live:view', 'recordings:view'] as const;

/** A right ends by itself after so many days at most. */
export const VIEWING_RIGHT_MOST_DAYS = 30;

export const personName = z.object({ id, username: z.string(), displayName: z.string() });
export type PersonName = z.infer<typeof personName>;

export const viewingRight = z.object({
  id,
  caseId: id,
  caseNo: z.string(),
  matterName: z.string(),
  user: personName,
  purpose: z.string(),
  grantedBy: personName,
  grantedAt: instant,
  until: instant,
  /** Taken away before its end; null: it ended, or will end, by itself. */
  revokedAt: instant.nullable(),
  revokedBy: personName.nullable(),
  /** It carries its permissions now. */
  holds: z.boolean(),
});
export type ViewingRight = z.infer<typeof viewingRight>;

/** What it is for is on the trail as well, so the request's reason may say it again. */
export const newViewingRight = z.object({ userId: id, until: instant, purpose: reason });

export const viewingRightsQuery = listQuery.extend({ holding: z.enum(['all', 'now']).default('all') });

/** What a case can be watched by: the windows it was served at, and the cameras placed there now. */
export const caseSights = z.object({
  windows: z.array(z.object({ id, code: z.string(), name: z.string(), hallName: z.string() })),
  cameras: z.array(z.object({ id, name: z.string(), hallName: z.string(), windowIds: z.array(id) })),
});
export type CaseSights = z.infer<typeof caseSights>;

/** A scope with the words for it: what is granted there reaches it and everything below. */
export const namedScope = z.object({
  scope,
  /** Null: everywhere, or the place is gone. */
  name: z.string().nullable(),
});

/** Where a right comes from. */
export const rightSource = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('grant'),
    role,
    /** Null for built-in roles. */
    roleName: z.string().nullable(),
    where: namedScope,
    until: instant.nullable(),
    holds: z.boolean(),
  }),
  z.object({
    kind: z.literal('viewingRight'),
    caseId: id,
    caseNo: z.string(),
    purpose: z.string(),
    until: instant,
    holds: z.boolean(),
  }),
]);
export type RightSource = z.infer<typeof rightSource>;

const person = personName.extend({ disabled: z.boolean() });

/** "What can this person do, where, and by which grant": every permission, those held nowhere too. */
export const personRights = z.object({
  user: person,
  /** Ended ones as well, with `holds: false`. */
  sources: z.array(rightSource),
  permissions: z.array(
    z.object({
      permission,
      /** Places in `sources`, by index. Empty: held nowhere. */
      from: z.array(z.number().int()),
    }),
  ),
});
export type PersonRights = z.infer<typeof personRights>;

/** Exactly one of them. */
export const rightsCheckQuery = z
  .object({
    camera: id.optional(),
    window: id.optional(),
    hall: id.optional(),
    department: id.optional(),
    region: z.string().max(12).optional(),
    case: id.optional(),
  })
  .refine(
    (query) => Object.values(query).filter((value) => value !== undefined).length === 1,
    'name exactly one of camera, window, hall, department, region, case',
  );

/**
 * - `disabled`: the person cannot sign in. - `no_grant`: no grant of theirs carries the permission.
 * - `ended`: one did, and has ended. - `elsewhere`: one does, but its place is not here nor above.
 * - `shared`: a department's grant reaches here to look only, as other departments share the place.
 */
export const whyNot = z.enum(['disabled', 'no_grant', 'ended', 'elsewhere', 'shared']);

export const rightsCheck = z.object({
  user: person,
  thing: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  sources: z.array(rightSource),
  permissions: z.array(
    z.object({
      permission,
      allowed: z.boolean(),
      /** By which of `sources`, by index; for a no: those that would carry it, were they here or had they not ended. */
      from: z.array(z.number().int()),
      whyNot: whyNot.nullable(),
    }),
  ),
});
export type RightsCheck = z.infer<typeof rightsCheck>;

export const viewersQuery = listQuery.extend({ permission: permission.default('live:view') });

export const viewer = z.object({ user: personName, sources: z.array(rightSource) });
export type Viewer = z.infer<typeof viewer>;

/** `beyond`: so many more can, whom the asker may not see: people with rights from above or elsewhere. */
export const viewers = z.object({
  items: z.array(viewer),
  nextCursor: z.string().nullable(),
  beyond: z.number().int(),
});
