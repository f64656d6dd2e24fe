/** Which registries one may bring in and take out. */
import type { Permission } from '../../../../server/contract/access.ts';
import { REGISTRY_WORDS } from '../../../../server/contract/import-columns.ts';
import { type Registry, registries } from '../../../../server/contract/imports.ts';
import { useMay } from '../../lib/me.ts';
import { usePreferences } from '../../lib/preferences.ts';

const WRITE: Readonly<Record<Registry, Permission>> = {
  regions: 'places:write',
  departments: 'places:write',
  halls: 'places:write',
  windows: 'places:write',
  cameras: 'cameras:write',
  placements: 'cameras:write',
  matters: 'matters:write',
  clerks: 'clerks:write',
  shifts: 'clerks:write',
  users: 'users:write',
};

export function useRegistries(): readonly { readonly value: Registry; readonly label: string }[] {
  const may = useMay();
  const words = useRegistryWords();
  return registries.filter((one) => may(WRITE[one])).map((value) => ({ value, label: words(value) }));
}

export function useRegistryWords(): (registry: Registry) => string {
  const language = usePreferences((all) => all.language);
  return (registry) => {
    const words = REGISTRY_WORDS[registry][language];
    return words.charAt(0).toUpperCase() + words.slice(1);
  };
}
