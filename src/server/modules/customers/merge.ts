import { sql } from 'kysely'
import { type MergedField, mayMerge, mergedParty } from '../../../core/customer/merge.ts'
import { nameKey } from '../../../core/customer/name-key.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, refused } from '../../platform/errors.ts'
import { recordEvents, touch } from '../../platform/events.ts'
import { refreshStates } from './customer-state.ts'
import { type Merging, moveFacts } from './merge-facts.ts'
import { getParties, type PartyRow, partyOf } from './merge-parties.ts'
import { moveAliases, moveRows, moveStanding } from './merge-rows.ts'
import { keysOf, renewPeriod } from './save-customers.ts'

/** Whether whoever merges may let go what it lets go; refuses before anything is written. */
export type MergeGate = (ctx: WriteCtx, keptId: string, goneId: string) => Promise<void>
type MergeForm = { goneId: string; taken: readonly MergedField[]; reason: string }

/** As somebody asks for it: whose records they are comes first, then what the merge would let go (C022). */
export async function askMerge(
  ctx: WriteCtx,
  keptId: string,
  { mayRelease, ...form }: MergeForm & { mayRelease: MergeGate },
): Promise<{ id: string }> {
  await getParties(ctx, keptId, form.goneId)
  await mayRelease(ctx, keptId, form.goneId)
  return mergeCustomers(ctx, keptId, form)
}

/**
 * Two records of one company become one (C209). Money is not touched: every instalment, payment and
 * allocation stays what it is and only says whose it is; the sum of both before is the sum of the one after.
 */
export async function mergeCustomers(
  ctx: WriteCtx,
  keptId: string,
  { goneId, taken, reason }: MergeForm,
): Promise<{ id: string }> {
  const { kept, gone } = await getParties(ctx, keptId, goneId)
  const decided = mayMerge(partyOf(kept), partyOf(gone))
  if (!decided.ok) throw refused(decided)
  await refuseClashes(ctx, keptId, goneId)
  const merging: Merging = { id: newId(ctx.now), keptId, goneId }
  const after = mergedParty(partyOf(kept), partyOf(gone), taken)
  await ctx.db
    .insertInto('customer_merge')
    .values({
      org_id: ctx.orgId,
      id: merging.id,
      kept_id: keptId,
      gone_id: goneId,
      reason,
      taken: [...taken],
      kept_before: json(partyOf(kept)),
      kept_after: json(after),
      gone_name: gone.name,
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await moveFacts(ctx, merging)
  await moveRows(ctx, merging)
  await moveStanding(ctx, merging)
  await moveAliases(ctx, merging)
  await sql`
    update customer set voided_at = ${at(ctx.tick)}, merged_into = ${keptId}, version = version + 1
    where org_id = ${ctx.orgId} and id = ${goneId}`.execute(ctx.db)
  await writeParty(ctx, kept, after)
  await tellOthers(ctx, merging, { kind: 'customer.merged', kept: after.name ?? '', gone: gone.name, reason })
  return { id: merging.id }
}

/** What the form says of the kept record; its keys, its period and its version follow. */
export async function writeParty(
  ctx: WriteCtx,
  row: PartyRow,
  party: ReturnType<typeof partyOf>,
): Promise<void> {
  const name = party.name ?? row.name
  await ctx.db
    .updateTable('customer')
    .set({
      name,
      name_key: nameKey(name),
      short_name: party.shortName,
      external_code: party.externalCode,
      uscc: party.uscc,
      city: party.city,
      phone: party.phone,
      key_level: party.keyLevel ?? 'normal',
      responsible_id: party.responsibleId,
      remark: party.remark ?? '',
      custom: json(party.custom),
      search_keys: keysOf(name, party.phone, party.externalCode),
      updated_at: at(ctx.tick),
      version: row.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
  const isOther = party.responsibleId !== row.responsible_id || party.keyLevel !== row.key_level
  if (isOther) await renewPeriod(ctx, row.id)
}

/**
 * A document number that both have would be twice with one customer, and a request under way is about the
 * record it was made for: people settle that first.
 */
async function refuseClashes(ctx: WriteCtx, keptId: string, goneId: string): Promise<void> {
  const { rows: numbers } = await sql<{ number: string }>`
    select g.number from invoice g
    join invoice k on k.org_id = g.org_id and k.customer_id = ${keptId} and k.number = g.number and k.voided_at is null
    where g.org_id = ${ctx.orgId} and g.customer_id = ${goneId} and g.voided_at is null order by 1 limit 5`.execute(
    ctx.db,
  )
  if (numbers.length > 0)
    throw conflict('merge_numbers', { numbers: numbers.map(({ number }) => number).join('、') })
  const { rows: waiting } = await sql<{ id: string }>`
    select id from approval_case where org_id = ${ctx.orgId} and subject_kind = 'customer' and subject_id = ${goneId}
      and status = 'pending' limit 1`.execute(ctx.db)
  if (waiting.length > 0) throw conflict('merge_request_pending')
}

type Told = { kind: 'customer.merged' | 'customer.merge_undone'; kept: string; gone: string; reason: string }

export async function tellOthers(
  ctx: WriteCtx,
  { id, keptId, goneId }: Merging,
  { kind, kept, gone, reason }: Told,
): Promise<void> {
  await refreshStates(ctx, [keptId, goneId])
  await recordEvents(
    ctx,
    [keptId, goneId].map((customerId) => ({
      kind,
      subject: { kind: 'customer', id: customerId },
      customerId,
      summary: { kept, gone, reason, mergeId: id },
    })),
  )
  const { rows } = await sql<{ table_name: string; row_id: string }>`
    select table_name, row_id from customer_merge_row where org_id = ${ctx.orgId} and merge_id = ${id}
      and table_name in ('instalment', 'deal.customer_id', 'quote.customer_id', 'sales_order.customer_id', 'contract.customer_id')`.execute(
    ctx.db,
  )
  await touch(ctx, [
    ...[keptId, goneId].map((customerId) => ({ kind: 'customer', id: customerId })),
    ...rows.map((row) => ({ kind: SUBJECTS[row.table_name]!, id: row.row_id })),
  ])
}

const SUBJECTS: Record<string, string> = {
  instalment: 'instalment',
  'deal.customer_id': 'deal',
  'quote.customer_id': 'quote',
  'sales_order.customer_id': 'order',
  'contract.customer_id': 'contract',
}
