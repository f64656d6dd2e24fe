/** Simplified Chinese: the language of the house, and the shape every other language has to fill. */
import { account } from './zh/account.ts';
import { audit } from './zh/audit.ts';
import { cameras } from './zh/cameras.ts';
import { cases } from './zh/cases.ts';
import { changes } from './zh/changes.ts';
import { clerks } from './zh/clerks.ts';
import { common } from './zh/common.ts';
import { discovery } from './zh/discovery.ts';
import { health } from './zh/health.ts';
import { imports } from './zh/imports.ts';
import { media } from './zh/media.ts';
import { people } from './zh/people.ts';
import { problems } from './zh/problems.ts';
import { registry } from './zh/registry.ts';
import { rights } from './zh/rights.ts';
import { shell } from './zh/shell.ts';
import { wall } from './zh/wall.ts';
import { zones } from './zh/zones.ts';

export const zh = {
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
} as const;
