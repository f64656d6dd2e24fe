/** `/api/v1/playback/notes`. */
import { z } from 'zod';
import { id } from '../contract/common.ts';
import * as contract from '../contract/playback.ts';
import { invalid } from '../platform/errors.ts';
import { type Actor, type Need, type Route, type RouteInput, route } from '../platform/http/route.ts';
import type { Notes } from './notes.ts';

/** Recorded or live: the handler narrows it to the cameras and cases of the asker. */
const seesFootage: Need = {
  kind: 'permission',
  permission: 'recordings:view',
  or: 'live:view',
  at: 'anywhere',
};
const tag = 'playback';
const byNote = z.object({ noteId: id });
const anywhere: Need = { kind: 'permission', permission: 'notes:write', at: 'anywhere' };

/** What changes something is audited by whoever mounts them: where and when, not what was written. */
export function notesRoutes({ notes }: { readonly notes: Notes }): Route[] {
  const subject: Route['subject'] = async ({ actor, params }) => {
    const { at, cameraId, caseId } = await notes.get(actor as Actor, params.noteId ?? '');
    return { at, cameraId, caseId };
  };
  return [
    route({
      method: 'get',
      path: '/api/v1/playback/notes',
      summary: 'Notes at a camera or on a case, by their instants; of cameras and cases one may see',
      tag,
      need: seesFootage,
      query: contract.notesQuery,
      response: contract.notes,
      handler: ({ actor, query }) => notes.list(actor as Actor, query),
    }),
    route({
      method: 'post',
      path: '/api/v1/playback/notes',
      summary: 'Write down what is to be seen at an instant, on a camera, a case or both',
      tag,
      need: { kind: 'permission', permission: 'notes:write', at: (input) => placeOf(notes, input) },
      body: contract.newNote,
      response: contract.note,
      status: 201,
      handler: ({ actor, body }) => notes.write(actor as Actor, body),
    }),
    route({
      method: 'patch',
      path: '/api/v1/playback/notes/:noteId',
      summary: 'Word one’s own note anew',
      tag,
      need: anywhere,
      params: byNote,
      body: contract.changeNote,
      response: contract.note,
      subject,
      handler: ({ actor, params, body }) => notes.change(actor as Actor, params.noteId, body.text),
    }),
    route({
      method: 'delete',
      path: '/api/v1/playback/notes/:noteId',
      summary: 'Take one’s own note back',
      tag,
      need: anywhere,
      params: byNote,
      subject,
      handler: ({ actor, params }) => notes.remove(actor as Actor, params.noteId),
    }),
    route({
      method: 'post',
      path: '/api/v1/playback/notes/:noteId/restore',
      summary: 'Bring one’s own note back, within ten minutes',
      tag,
      need: anywhere,
      params: byNote,
      response: contract.note,
      subject,
      handler: ({ actor, params }) => notes.restore(actor as Actor, params.noteId),
    }),
  ];
}

function placeOf(notes: Notes, { body }: RouteInput) {
  const given = contract.newNote.parse(body);
  if (given.cameraId === null && given.caseId === null)
    throw invalid([{ field: 'body.cameraId', message: 'give cameraId, caseId or both' }]);
  return notes.placeOf(given);
}
