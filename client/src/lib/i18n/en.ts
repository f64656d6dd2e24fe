/** English, complete: the same keys as Chinese, checked by the type and by a test. */

import { account } from './en/account.ts';
import { audit } from './en/audit.ts';
import { cameras } from './en/cameras.ts';
import { cases } from './en/cases.ts';
import { changes } from './en/changes.ts';
import { clerks } from './en/clerks.ts';
import { common } from './en/common.ts';
import { discovery } from './en/discovery.ts';
import { health } from './en/health.ts';
import { imports } from './en/imports.ts';
import { media } from './en/media.ts';
import { people } from './en/people.ts';
import { problems } from './en/problems.ts';
import { registry } from './en/registry.ts';
import { rights } from './en/rights.ts';
import { shell } from './en/shell.ts';
import { wall } from './en/wall.ts';
import { zones } from './en/zones.ts';
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
  ...zones,
  ...people,
  ...audit,
  ...health,
  ...imports,
  ...rights,
  ...account,
  ...discovery,
  ...clerks,
  ...changes,
};
