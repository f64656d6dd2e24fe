/** English, complete: the same keys as Chinese, checked by the type and by a test. */

import { account } from './en/account.ts';
import { alerts } from './en/alerts.ts';
import { attention } from './en/attention.ts';
import { audit } from './en/audit.ts';
import { buffer } from './en/buffer.ts';
import { calendar } from './en/calendar.ts';
import { cameras } from './en/cameras.ts';
import { casePlayback } from './en/case-playback.ts';
import { cases } from './en/cases.ts';
import { changes } from './en/changes.ts';
import { clerks } from './en/clerks.ts';
import { common } from './en/common.ts';
import { desk } from './en/desk.ts';
import { discovery } from './en/discovery.ts';
import { duty } from './en/duty.ts';
import { evidence } from './en/evidence.ts';
import { exchange } from './en/exchange.ts';
import { findings } from './en/findings.ts';
import { footageGap } from './en/footage-gap.ts';
import { health } from './en/health.ts';
import { holds } from './en/holds.ts';
import { imports } from './en/imports.ts';
import { inPicture } from './en/in-picture.ts';
import { leadRules } from './en/lead-rules.ts';
import { leads } from './en/leads.ts';
import { matters } from './en/matters.ts';
import { media } from './en/media.ts';
import { notices } from './en/notices.ts';
import { occupancy } from './en/occupancy.ts';
import { overview } from './en/overview.ts';
import { patrols } from './en/patrols.ts';
import { people } from './en/people.ts';
import { playback } from './en/playback.ts';
import { problems } from './en/problems.ts';
import { recordings } from './en/recordings.ts';
import { registry } from './en/registry.ts';
import { rights } from './en/rights.ts';
import { rules } from './en/rules.ts';
import { shell } from './en/shell.ts';
import { wall } from './en/wall.ts';
import { walls } from './en/walls.ts';
import { zones } from './en/zones.ts';
import type { Translation } from './translation.ts';

export const en: Translation = {
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
};
