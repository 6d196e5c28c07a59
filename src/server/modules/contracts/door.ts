import { sql } from 'kysely'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { RecordHead } from '../../platform/records.ts'
import { contractScope } from './contract-rows.ts'

/** A contract as a record that tasks may hang on. */
export async function contractDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  // Whoever may see none of them gets the answer of one that is not there.
  if (!may(ctx.actor.roles, 'contract.read')) return null
  const row = await ctx.db
    .selectFrom('contract as k')
    .select(['k.number', 'k.title', 'k.customer_id'])
    .where('k.org_id', '=', ctx.orgId)
    .where('k.id', '=', id)
    .where('k.voided_at', 'is', null)
    .where(contractScope(ctx, 'contract.read'))
    .executeTakeFirst()
  return row
    ? {
        title: [row.number, row.title].filter(Boolean).join(' '),
        customerId: row.customer_id,
        url: `/contracts/${id}`,
        filesHeld: await papersOf(ctx, id),
      }
    : null
}

/** Every file that some version of the contract is written on, or that a customer confirmed a change with. */
async function papersOf(ctx: ReadCtx, id: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct v.content -> 'paper' ->> 'fileId' as id from contract_version v
    where v.org_id = ${ctx.orgId} and v.contract_id = ${id} and v.content ? 'paper'
    union
    select s.file_id::text from contract_change c join contract_change_step s on s.org_id = c.org_id and s.change_id = c.id
    where c.org_id = ${ctx.orgId} and c.contract_id = ${id} and s.kind = 'confirmed' and s.voided_at is null`.execute(
    ctx.db,
  )
  return new Set(rows.map((row) => row.id))
}
