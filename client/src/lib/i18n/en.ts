/** English, complete: the same keys as Chinese, checked by the type and by a test. */

import { audit } from './en/audit.ts';
import { cameras } from './en/cameras.ts';
import { cases } from './en/cases.ts';
import { common } from './en/common.ts';
import { media } from './en/media.ts';
import { people } from './en/people.ts';
import { problems } from './en/problems.ts';
import { registry } from './en/registry.ts';
import { shell } from './en/shell.ts';
import { wall } from './en/wall.ts';
import type { Translation } from './translation.ts';

export const en: Translation = {
  ...shell,
  ...common,
  ...problems,
  ...cases,
  ...media,
  ...wall,
  ...registry,
  ...cameras,
  ...people,
  ...audit,
};
