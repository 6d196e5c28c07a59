import { z } from 'zod'
import { type Checkup, checkup } from '../../../api/checkup.ts'
import { seesWholeCompany } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'

/**
 * The check-up asked for, or the latest of an import that has not been undone. It speaks of the whole
 * company: who may import but sees only a part of the customers gets none ("not yours" is "not there").
 */
export async function findCheckup(
  ctx: ReadCtx,
  { id, batchId }: { id?: string | undefined; batchId?: string | undefined },
): Promise<Checkup | null> {
  if (!seesWholeCompany(ctx.actor.roles)) return null
  const isLatest = id === undefined && batchId === undefined
  const row = await ctx.db
    .selectFrom('checkup as k')
    .leftJoin('import_batch as b', (join) =>
      join.onRef('b.org_id', '=', 'k.org_id').onRef('b.id', '=', 'k.batch_id'),
    )
    .select('k.report')
    .where('k.org_id', '=', ctx.orgId)
    .$if(id !== undefined, (query) => query.where('k.id', '=', id!))
    .$if(batchId !== undefined, (query) => query.where('k.batch_id', '=', batchId!))
    .$if(isLatest, (query) =>
      query.where((eb) => eb.or([eb('b.status', 'is', null), eb('b.status', '!=', 'undone')])),
    )
    .orderBy('k.created_at', 'desc')
    .orderBy('k.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? z.decode(checkup, row.report as z.input<typeof checkup>) : null
}
