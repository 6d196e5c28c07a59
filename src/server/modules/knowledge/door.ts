import { sql } from 'kysely'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { canOf, findHeads, isSeen, openDesk } from './article-rows.ts'

/** An article as a record that files hang on: who may read it sees them, who arranges it adds them. */
export async function articleDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  if (!may(ctx.actor.roles, 'article.read')) return null
  const desk = await openDesk(ctx)
  const [head] = await findHeads(ctx, sql`a.id = ${id}`)
  if (!head || !isSeen(head, desk)) return null
  const { arrange } = canOf(head, desk)
  return {
    title: head.title,
    customerId: null,
    url: `/knowledge/${id}`,
    ...(arrange === true ? {} : { filesClosed: arrange }),
  }
}
