/** Simplified Chinese: the language of the house, and the shape every other language has to fill. */
import { audit } from './zh/audit.ts';
import { cameras } from './zh/cameras.ts';
import { cases } from './zh/cases.ts';
import { common } from './zh/common.ts';
import { media } from './zh/media.ts';
import { people } from './zh/people.ts';
import { problems } from './zh/problems.ts';
import { registry } from './zh/registry.ts';
import { shell } from './zh/shell.ts';
import { wall } from './zh/wall.ts';

export const zh = {
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
} as const;
