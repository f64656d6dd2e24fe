/** What other slices may ask of access. */
import type { Permission } from '../contract/access.ts';
import type { AuditTrail } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Actor, Place } from '../platform/http/route.ts';
import type { Visible } from './rights/visible.ts';

export interface Access extends Gate {
  /** For lists: where the actor holds the permission. */
  visible(actor: Actor, permission: Permission): Promise<Visible>;
  /** How long the actor holds it there by a role: Infinity for good, -Infinity not at all. Nobody gives it for longer. */
  heldUntilMs(actor: Actor, permission: Permission, place: Place): Promise<number>;
}

/** What access needs of the audit trail. */
export type AuditFor = Pick<AuditTrail, 'append'>;
