/** Simplified Chinese: the language of the house, and the shape every other language has to fill. */
import { account } from './zh/account.ts';
import { alerts } from './zh/alerts.ts';
import { attention } from './zh/attention.ts';
import { audit } from './zh/audit.ts';
import { buffer } from './zh/buffer.ts';
import { calendar } from './zh/calendar.ts';
import { cameras } from './zh/cameras.ts';
import { casePlayback } from './zh/case-playback.ts';
import { cases } from './zh/cases.ts';
import { changes } from './zh/changes.ts';
import { clerks } from './zh/clerks.ts';
import { common } from './zh/common.ts';
import { desk } from './zh/desk.ts';
import { discovery } from './zh/discovery.ts';
import { duty } from './zh/duty.ts';
import { evidence } from './zh/evidence.ts';
import { exchange } from './zh/exchange.ts';
import { findings } from './zh/findings.ts';
import { footageGap } from './zh/footage-gap.ts';
import { health } from './zh/health.ts';
import { holds } from './zh/holds.ts';
import { imports } from './zh/imports.ts';
import { inPicture } from './zh/in-picture.ts';
import { leadRules } from './zh/lead-rules.ts';
import { leads } from './zh/leads.ts';
import { matters } from './zh/matters.ts';
import { media } from './zh/media.ts';
import { notices } from './zh/notices.ts';
import { occupancy } from './zh/occupancy.ts';
import { overview } from './zh/overview.ts';
import { patrols } from './zh/patrols.ts';
import { people } from './zh/people.ts';
import { playback } from './zh/playback.ts';
import { problems } from './zh/problems.ts';
import { recordings } from './zh/recordings.ts';
import { registry } from './zh/registry.ts';
import { rights } from './zh/rights.ts';
import { rules } from './zh/rules.ts';
import { shell } from './zh/shell.ts';
import { wall } from './zh/wall.ts';
import { walls } from './zh/walls.ts';
import { zones } from './zh/zones.ts';

export const zh = {
  ...shell,
  ...common,
  ...problems,
  ...cases,
  ...casePlayback,
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
  ...buffer,
  ...calendar,
  ...matters,
  ...exchange,
  ...desk,
  ...alerts,
  ...rules,
  ...notices,
  ...overview,
  ...evidence,
  ...holds,
  ...playback,
  ...footageGap,
  ...recordings,
  ...occupancy,
  ...leads,
  ...leadRules,
  ...walls,
  ...findings,
  ...patrols,
  ...duty,
  ...attention,
  ...inPicture,
} as const;
