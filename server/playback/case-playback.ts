/** The case's half of playback, put together: its footage, its record over time, marks and notes. */

import type { z } from 'zod';
import type { CasePassages } from '../cases/index.ts';
import type { CameraRange, viewingSubject } from '../contract/playback.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { AppError } from '../platform/errors.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor, Route } from '../platform/http/route.ts';
import type { Footage } from '../recordings/index.ts';
import { CardsStore } from './case-cards.store.ts';
import { CaseFootageStore } from './case-footage.store.ts';
import { CaseFootageService } from './case-footage.ts';
import { casePlaybackRoutes } from './case-playback.routes.ts';
import { MarksStore } from './marks.store.ts';
import { Marks } from './marks.ts';
import { notesRoutes } from './notes.routes.ts';
import { NotesStore } from './notes.store.ts';
import { Notes } from './notes.ts';

export interface CasePlaybackNeeds {
  readonly db: Db;
  readonly passages: CasePassages;
  readonly footage: Pick<Footage, 'coverageOf'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofCameraAt' | 'ofCase'>;
  readonly audit: AuditTrail;
  readonly now: () => number;
}

type Followed = Exclude<z.output<typeof viewingSubject>, { kind: 'range' | 'finding' }>;

export interface CasePlayback {
  readonly routes: readonly Route[];
  /** Cameras and times of a case, or of a card's case, as far as the asker may see them; undefined: there is no such thing for him. */
  rangesOf(actor: Actor, subject: Followed): Promise<readonly CameraRange[] | undefined>;
  /** All of a case, whoever asks: what a hold on it covers. Empty: no such case, or nothing looked at it. */
  rangesOfCase(caseId: string): Promise<readonly CameraRange[]>;
}

export function createCasePlayback(needs: CasePlaybackNeeds): CasePlayback {
  const { db, audit, visibility, passages, gate } = needs;
  const cards = new CardsStore({ db });
  const footage = new CaseFootageService({ ...needs, store: new CaseFootageStore({ db }) });
  const notes = new Notes({ ...needs, store: new NotesStore({ db }) });
  const marks = new Marks({ ...needs, notes, store: new MarksStore({ db }) });
  const unlessGone = async (ask: () => Promise<readonly CameraRange[]>) => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof AppError && error.status === 404) return undefined;
      throw error;
    }
  };
  return {
    routes: [
      ...casePlaybackRoutes({ footage, passages, cards, marks, gate, visibility }),
      ...audited(notesRoutes({ notes }), audit),
    ],
    rangesOf: async (actor, subject) => {
      if (subject.kind === 'case') return unlessGone(() => footage.rangesOf(actor, subject.caseId));
      const caseId = await cards.caseOf(subject.alertId, await visibility.visible(actor, 'alerts:read'));
      return caseId === undefined ? undefined : unlessGone(() => footage.rangesOf(actor, caseId));
    },
    rangesOfCase: async (caseId) => (await unlessGone(() => footage.rangesOf('all', caseId))) ?? [],
  };
}
