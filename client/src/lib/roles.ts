/** Roles and permissions as people read them. */
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { builtInRole, type Permission } from '../../../server/contract/access.ts';
import { roleDetail } from '../../../server/contract/rights.ts';
import { api } from './api.ts';
import { useMay } from './me.ts';
import { listKey } from './use-list.ts';

const roles = z.object({ items: z.array(roleDetail) });

/** Every role there is; a site has a handful. Only for who may see people. */
export function useRoles() {
  const may = useMay();
  return useQuery({
    queryKey: [...listKey('/roles'), 'all'],
    queryFn: async ({ signal }) => (await api('/roles', { schema: roles, signal })).items,
    enabled: may('users:read'),
  });
}

/** A built-in role's word, or the name that a site gave its own. */
export function roleWords(role: string, name: string | null | undefined, t: TFunction): string {
  const builtIn = builtInRole.safeParse(role);
  return builtIn.success ? t(`users.role.${builtIn.data}`) : (name ?? t('users.ownRole'));
}

/** Names roles by id, those a site made itself as well. */
export function useRoleWords(): (role: string) => string {
  const { t } = useTranslation();
  const { data } = useRoles();
  return (role) => roleWords(role, data?.find(({ id }) => id === role)?.name, t);
}

type Underlined<P extends string> = P extends `${infer A}:${infer B}` ? `${A}_${B}` : never;

/** A colon would be a namespace to i18next. */
export function permissionWords(permission: Permission, t: TFunction): string {
  const key = permission.replace(':', '_') as Underlined<Permission>;
  return t(`rights.permissionWords.${key}`);
}

/** In the order they are read, from looking to changing. */
export const permissionGroups: readonly {
  readonly group:
    | 'see'
    | 'watch'
    | 'footage'
    | 'case'
    | 'alert'
    | 'register'
    | 'device'
    | 'people'
    | 'machine';
  readonly permissions: readonly Permission[];
}[] = [
  { group: 'see', permissions: ['live:view', 'live:listen', 'live:priority', 'overlays:view'] },
  {
    group: 'watch',
    permissions: [
      ...(['duty:write', 'walls:write', 'occupancy:view'] as const),
      ...(['leads:read', 'leads:review', 'leads:write'] as const),
      ...(['patrols:read', 'patrols:walk', 'patrols:write'] as const),
      ...(['findings:read', 'findings:write', 'findings:decide', 'findings:reply'] as const),
    ],
  },
  {
    group: 'footage',
    permissions: [
      ...(['recordings:view', 'notes:write', 'holds:write', 'holds:release'] as const),
      ...(['evidence:write', 'recordings:write'] as const),
    ],
  },
  {
    group: 'case',
    permissions: [
      ...(['cases:read', 'cases:unmask', 'rights:grant', 'matters:read', 'matters:write'] as const),
      ...(['desk:write', 'calendar:write', 'exchange:read', 'exchange:correct'] as const),
    ],
  },
  {
    group: 'alert',
    permissions: ['alerts:read', 'alerts:decide', 'alerts:reply', 'rules:write', 'notices:write'],
  },
  {
    group: 'register',
    permissions: [
      'places:read',
      'places:write',
      'cameras:read',
      'cameras:write',
      'clerks:read',
      'clerks:write',
    ],
  },
  { group: 'device', permissions: ['health:read', 'alarms:handle', 'networks:write'] },
  { group: 'people', permissions: ['users:read', 'users:write', 'tokens:write', 'audit:read'] },
];
