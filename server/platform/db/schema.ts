/** The tables as Kysely sees them, by slice. Meaning of each column: the files in migrations/. */
import type { AccessTables } from './tables/access.ts';
import type { AlertsTables } from './tables/alerts.ts';
import type { AuditTables } from './tables/audit.ts';
import type { CalendarTables } from './tables/calendar.ts';
import type { CamerasTables } from './tables/cameras.ts';
import type { CasesTables } from './tables/cases.ts';
import type { ClerksTables } from './tables/clerks.ts';
import type { DeskTables } from './tables/desk.ts';
import type { DutyTables } from './tables/duty.ts';
import type { EvidenceTables } from './tables/evidence.ts';
import type { ExchangeTables } from './tables/exchange.ts';
import type { FindingsTables } from './tables/findings.ts';
import type { HealthTables } from './tables/health.ts';
import type { HoldsTables } from './tables/holds.ts';
import type { ImportsTables } from './tables/imports.ts';
import type { LeadsTables } from './tables/leads.ts';
import type { MattersTables } from './tables/matters.ts';
import type { NoticesTables } from './tables/notices.ts';
import type { OccupancyTables } from './tables/occupancy.ts';
import type { PatrolsTables } from './tables/patrols.ts';
import type { PlacesTables } from './tables/places.ts';
import type { PlaybackTables } from './tables/playback.ts';
import type { RecordingsTables } from './tables/recordings.ts';
import type { SearchTables } from './tables/search.ts';
import type { SignInTables } from './tables/sign-in.ts';
import type { WallsTables } from './tables/walls.ts';

export interface Database
  extends AccessTables,
    AuditTables,
    CamerasTables,
    CasesTables,
    ClerksTables,
    HealthTables,
    ImportsTables,
    PlacesTables,
    CalendarTables,
    MattersTables,
    ExchangeTables,
    AlertsTables,
    NoticesTables,
    DeskTables,
    EvidenceTables,
    OccupancyTables,
    LeadsTables,
    WallsTables,
    FindingsTables,
    PatrolsTables,
    DutyTables,
    HoldsTables,
    PlaybackTables,
    RecordingsTables,
    SearchTables,
    SignInTables {
  setting: { key: string; value: string };
}
