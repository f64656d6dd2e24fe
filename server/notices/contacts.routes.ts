/** `/api/v1/departments/:departmentId/contacts`: whom its cards are told to, step by step. */
import { z } from 'zod';
import { id } from '../contract/common.ts';
import * as contract from '../contract/notices.ts';
import type { PlaceFinder } from '../places/index.ts';
import { conflict, invalid, notFound } from '../platform/errors.ts';
import { type Need, type Route, type RouteInput, route } from '../platform/http/route.ts';
import type { ContactsStore } from './contacts.store.ts';

export interface ContactsRoutesOptions {
  readonly contacts: ContactsStore;
  readonly finder: Pick<PlaceFinder, 'ofDepartment'>;
}

const tag = 'notices';
const path = '/api/v1/departments/:departmentId/contacts';
/** Nobody's cards are told to more. */
const MOST = 50;
const contactList = z.object({ items: z.array(contract.departmentContact) });

/** Reading, then changing: those need the trail. */
export function contactsRoutes({ contacts, finder }: ContactsRoutesOptions): {
  readonly reading: Route[];
  readonly changing: Route[];
} {
  const at = ({ params }: RouteInput) => finder.ofDepartment(params.departmentId);
  const writes: Need = { kind: 'permission', permission: 'notices:write', at };
  const byId = z.object({ departmentId: id, contactId: id });
  return {
    reading: [
      route({
        method: 'get',
        path,
        summary: 'Whom a department’s cards are told to',
        tag,
        need: { kind: 'permission', permission: 'clerks:read', at },
        params: z.object({ departmentId: id }),
        response: contactList,
        handler: async ({ params }) => ({ items: await contacts.of(params.departmentId) }),
      }),
    ],
    changing: [
      route({
        method: 'post',
        path,
        summary: 'Have somebody told of a department’s cards',
        tag,
        need: writes,
        params: z.object({ departmentId: id }),
        body: contract.newContact,
        response: contract.departmentContact,
        status: 201,
        handler: async ({ params, body }) => {
          const { departmentId } = params;
          const { role, userId, email, phone } = body;
          const known = userId === null ? undefined : await contacts.userName(userId);
          if (userId !== null && known === undefined)
            throw invalid([{ field: 'body.userId', message: 'no such account, or it is disabled' }]);
          if ((await contacts.count(departmentId)) >= MOST)
            throw conflict('too_many_contacts', `A department has at most ${MOST}.`);
          const name = known ?? body.name ?? '';
          const added = await contacts.add({ ...{ departmentId, role, userId, name, email, phone } });
          if (added === undefined) throw conflict('contact_there', 'This person is told there already.');
          return contacts.get(added);
        },
      }),
      route({
        method: 'delete',
        path: `${path}/:contactId`,
        summary: 'Have somebody not told any more',
        tag,
        need: writes,
        params: byId,
        subject: ({ params }) => contacts.get(String(params.contactId)),
        handler: async ({ params }) => {
          if (!(await contacts.remove(params.departmentId, params.contactId))) throw notFound('contact');
        },
      }),
    ],
  };
}
