/** The published layouts that are taken, by name. */
import type { ProfileName } from '../../contract/profiles.ts';
import { gdbs } from './gdbs.ts';
import type { Layout } from './layout.ts';
import { step } from './step.ts';

export const layouts: Readonly<Record<ProfileName, Layout>> = { gdbs, step };
