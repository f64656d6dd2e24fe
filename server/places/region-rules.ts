/** What a region's code, level and parent must have to do with each other. Pure. */

import type { z } from 'zod';
import { isLocalCode, type RegionLevel, type warning } from '../contract/places.ts';
import { invalid } from '../platform/errors.ts';

interface Regionlike {
  readonly code: string;
  readonly level: RegionLevel;
}

const ranks: Record<RegionLevel, number> = { province: 0, city: 1, county: 2, township: 3 };

/** What a code of each level looks like; a local one is a county's (a zone run like one) or a township's below it. */
const shapes: Record<RegionLevel, { fits: (code: string) => boolean; accepted: string }> = {
  province: { fits: (code) => /^[0-9]{2}0000$/.test(code), accepted: 'a province’s code ends in 0000' },
  city: { fits: (code) => /^[0-9]{4}00$/.test(code), accepted: 'a city’s code ends in 00' },
  county: {
    fits: (code) => code.length === 6 && (isLocalCode(code) || !code.endsWith('00')),
    accepted: 'a county’s code has 6 digits and does not end in 00, or is a local one like 4452A1',
  },
  township: { fits: (code) => code.length === 9, accepted: 'a township’s code has 9 characters' },
};

/** Throws where they contradict each other; answers what is unusual but may be so. */
export function checkRegion(
  region: Regionlike,
  parent: Regionlike | null,
  parentField = 'body.parentCode',
): z.infer<typeof warning>[] {
  const { fits, accepted } = shapes[region.level];
  if (!fits(region.code)) throw invalid([{ field: 'body.code', message: accepted }]);
  if (parent === null) return [];
  if (ranks[parent.level] >= ranks[region.level])
    throw invalid([
      {
        field: parentField,
        message: `a ${region.level} cannot be below a ${parent.level}: its parent must be of a higher level`,
      },
    ]);
  // After a county was moved its code tells of where it came from: worth a look, no fault.
  const prefix = parent.code.slice(0, [2, 4, 6, 9][ranks[parent.level]]);
  return region.code.startsWith(prefix) ? [] : ['code_not_below_parent'];
}
