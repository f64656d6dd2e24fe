/** Registries from files and to files: preview, import, undo, export. */
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import { exportsRoutes } from './exports.routes.ts';
import { ImportJobsStore } from './import-jobs.store.ts';
import { ImportRowsStore } from './import-rows.store.ts';
import { importsRoutes } from './imports.routes.ts';
import { ImportsService } from './imports.service.ts';
import type { RegistryTable } from './registries/book.ts';
import { camerasTable } from './registries/cameras.book.ts';
import { clerksTable } from './registries/clerks.book.ts';
import { departmentsTable } from './registries/departments.book.ts';
import { hallsTable } from './registries/halls.book.ts';
import { mattersTable } from './registries/matters.book.ts';
import type { BookNeeds } from './registries/needs.ts';
import { placementsTable } from './registries/placements.book.ts';
import { regionsTable } from './registries/regions.book.ts';
import { shiftsTable } from './registries/shifts.book.ts';
import { usersTable } from './registries/users.book.ts';
import { windowsTable } from './registries/windows.book.ts';
import type { Sealer } from './runs/run.ts';

export { sendTable, type TableOut } from './files/tables-out.ts';

export interface ImportsNeeds extends BookNeeds {
  readonly db: Db;
  readonly access: Pick<Access, 'permits' | 'visible'>;
  readonly audit: Audit;
  readonly sealer: Sealer;
  readonly log: Logger;
}

export interface Imports {
  readonly routes: readonly Route[];
  /** After the migrations. */
  start(): Promise<void>;
  /** Before the database goes. */
  close(): Promise<void>;
}

export function createImports(needs: ImportsNeeds): Imports {
  const { db, access, audit, sealer, now, log } = needs;
  const tables: readonly RegistryTable[] = [
    regionsTable(needs),
    departmentsTable(needs),
    mattersTable(needs),
    hallsTable(needs),
    windowsTable(needs),
    camerasTable(needs),
    placementsTable(needs),
    clerksTable(needs),
    shiftsTable(needs),
    usersTable(needs),
  ];
  const imports = new ImportsService({
    jobs: new ImportJobsStore({ db }),
    rows: new ImportRowsStore({ db }),
    tables: new Map(tables.map((table) => [table.registry, table])),
    access,
    audit,
    sealer,
    now,
    log,
  });
  return {
    routes: [...importsRoutes({ imports, tables }), ...exportsRoutes({ tables, audit, now })],
    start: () => imports.start(),
    close: () => imports.close(),
  };
}
