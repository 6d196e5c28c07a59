import type { MergeParty } from '../../../core/customer/merge.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { scopedCustomerIds } from './scope.ts'

export type PartyRow = Awaited<ReturnType<typeof findParties>>[number]

/** Both records, within the scope of whoever assigns customers; one that is not theirs is not there. */
export async function getParties(
  ctx: ReadCtx,
  keptId: string,
  goneId: string,
): Promise<{ kept: PartyRow; gone: PartyRow }> {
  const rows = await findParties(ctx, [keptId, goneId])
  const [kept, gone] = [keptId, goneId].map((id) => rows.find((row) => row.id === id))
  if (!kept || !gone) throw notFound('customer')
  return { kept, gone }
}

/** One of them; undefined when it is not theirs to see. */
export async function findParty(ctx: ReadCtx, id: string): Promise<PartyRow | undefined> {
  return (await findParties(ctx, [id]))[0]
}

/** In the order of their ids, so that two merges of the same pair wait for each other. */
function findParties(ctx: ReadCtx, ids: string[]) {
  return ctx.db
    .selectFrom('customer as c')
    .leftJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'c.org_id').onRef('u.id', '=', 'c.responsible_id'),
    )
    .select([
      'c.id',
      'c.version',
      'c.name',
      'c.short_name',
      'c.external_code',
      'c.uscc',
      'c.city',
      'c.phone',
      'c.key_level',
      'c.responsible_id',
      'c.remark',
      'c.custom',
      'c.created_on',
      'c.limit_fen',
      'c.term_days',
      'u.name as responsible_name',
    ])
    .where('c.org_id', '=', ctx.orgId)
    .where('c.id', 'in', ids)
    .where('c.id', 'in', scopedCustomerIds(ctx, 'customer.assign'))
    .orderBy('c.id')
    .$if('tick' in ctx, (query) => query.forUpdate('c'))
    .execute()
}

export function partyOf(row: PartyRow): MergeParty {
  return {
    id: row.id,
    name: row.name,
    shortName: row.short_name,
    externalCode: row.external_code,
    uscc: row.uscc,
    city: row.city,
    phone: row.phone,
    keyLevel: row.key_level,
    responsibleId: row.responsible_id,
    remark: row.remark,
    custom: row.custom as CustomValues,
  }
}
