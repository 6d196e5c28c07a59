import type { Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { type Actor, read, SYSTEM } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { forbidden } from '../../platform/errors.ts'
import { loadActors } from '../identity/index.ts'

/**
 * The person an import runs for, with the rights of now: a job that waited while somebody lost a role must
 * not use it. Null is the command line, which is trusted with everything.
 */
export async function loadActor(db: Db, orgId: string, userId: string | null, now: Instant): Promise<Actor> {
  if (userId === null) return SYSTEM
  const [actor] = await read(db, { orgId, now }, (ctx) => loadActors(ctx, [userId]))
  if (!actor || !may(actor.roles, 'import.run')) throw forbidden('import.run')
  return actor
}
