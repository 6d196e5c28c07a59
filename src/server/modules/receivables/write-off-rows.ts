import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { Evidence, Ground, WriteOffLine, WriteOffState } from '../../../core/receivable/write-off.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { refreshStates, scopedCustomerIds } from '../customers/index.ts'

export const WRITE_OFF = 'write_off'

export type WriteOffRow = {
  id: string
  customerId: string
  customerName: string
  responsibleId: string | null
  ground: Ground
  reason: string
  amountFen: bigint
  status: WriteOffState
  isReturned: boolean
  caseId: string | null
  on: Day | null
  paymentId: string | null
  version: number
}

/** Whether the approval it waits for has sent it back to whoever asked. */
export const isReturned = sql<boolean>`exists (select 1 from approval_case q
  where q.org_id = w.org_id and q.id = w.case_id and q.status = 'returned')`

/** One within the actor's reach, locked; the lines beside it. */
export async function lockWriteOff(ctx: WriteCtx, id: string): Promise<WriteOffRow> {
  const row = await findWriteOff(
    ctx,
    sql`w.id = ${id} and w.customer_id in (${scopedCustomerIds(ctx, 'receivable.write')})`,
  )
  if (!row) throw notFound('write_off')
  return row
}

export async function findWriteOff(
  ctx: WriteCtx,
  which: ReturnType<typeof sql>,
): Promise<WriteOffRow | null> {
  const { rows } = await sql<WriteOffRow>`
    select w.id, w.customer_id as "customerId", c.name as "customerName", c.responsible_id as "responsibleId", w.ground, w.reason,
      w.amount_fen as "amountFen", w.status, ${isReturned} as "isReturned", w.case_id as "caseId", w.effective_on as on, w.payment_id as "paymentId", w.version
    from write_off w join customer c on c.org_id = w.org_id and c.id = w.customer_id
    where w.org_id = ${ctx.orgId} and ${which} for update of w`.execute(ctx.db)
  return rows[0] ?? null
}

/**
 * The lines `l` of write-offs with the instalment `i` that each is about today: retention which got its due
 * day since goes on in another row of the same part of the same invoice, and `i` is that one.
 */
export const LINES = sql`write_off_line l
  join instalment was on was.org_id = l.org_id and was.id = l.instalment_id
  join instalment i on i.org_id = was.org_id and i.invoice_id = was.invoice_id and i.seq = was.seq
    and (i.voided_at is null or (i.id = was.id and not exists (select 1 from instalment n
      where n.org_id = was.org_id and n.invoice_id = was.invoice_id and n.seq = was.seq and n.voided_at is null)))`

export async function linesOf(ctx: ReadCtx, id: string): Promise<WriteOffLine[]> {
  const { rows } = await sql<WriteOffLine>`
    select i.id as "instalmentId", l.amount_fen as "amountFen" from ${LINES}
    where l.org_id = ${ctx.orgId} and l.write_off_id = ${id} order by i.id`.execute(ctx.db)
  return rows
}

/** What is open of each of these instalments, as far as they are that customer's; locked for the write. */
export async function openOf(
  ctx: WriteCtx,
  customerId: string,
  instalmentIds: readonly string[],
): Promise<Map<string, bigint>> {
  const { rows } = await sql<{ id: string; fen: bigint }>`
    select i.id, i.open_fen as fen from instalment i
    where i.org_id = ${ctx.orgId} and i.customer_id = ${customerId} and i.id = any(${[...instalmentIds]}::uuid[])
      and i.voided_at is null order by i.id for update`.execute(ctx.db)
  return new Map(rows.map(({ id, fen }) => [id, fen]))
}

/** What stands behind it: files on it, and every step that was taken to get the money of this customer. */
export async function evidenceOf(
  ctx: ReadCtx,
  { id, customerId }: Pick<WriteOffRow, 'id' | 'customerId'>,
): Promise<Evidence> {
  const { rows } = await sql<Evidence>`
    select (select count(*)::int from record_file f where f.org_id = ${ctx.orgId} and f.record_kind = ${WRITE_OFF} and f.record_id = ${id}
        and f.voided_at is null) as files,
      count(*)::int as "dunningSteps", max(s.occurred_on) as "lastDunnedOn"
    from dunning_step s where s.org_id = ${ctx.orgId} and s.customer_id = ${customerId} and s.voided_at is null`.execute(
    ctx.db,
  )
  return rows[0]!
}

/** What stands written off of this customer on somebody's own authority in the last twelve months. */
export async function decidedAlone(ctx: ReadCtx, customerId: string): Promise<bigint> {
  const { rows } = await sql<{ fen: bigint }>`
    select coalesce(sum(w.amount_fen), 0)::bigint as fen from write_off w
    where w.org_id = ${ctx.orgId} and w.customer_id = ${customerId} and w.status = 'in_effect' and w.basis = 'authority'
      and w.effective_on > ${dayOf(ctx.now)}::date - interval '12 months'`.execute(ctx.db)
  return rows[0]!.fen
}

/** Brings one to another state; the one writer of its status. */
export async function changeWriteOff(
  ctx: WriteCtx,
  row: Pick<WriteOffRow, 'id' | 'version'>,
  change: Record<string, unknown>,
): Promise<void> {
  await ctx.db
    .updateTable('write_off')
    .set({ ...change, version: row.version + 1 })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
}

export async function endRow(
  ctx: WriteCtx,
  row: Pick<WriteOffRow, 'id' | 'version'>,
  why: { reason: 'refused' | 'changed' | 'dropped' | 'taken_back'; note: string },
): Promise<void> {
  await changeWriteOff(ctx, row, {
    status: 'ended',
    ended_at: at(ctx.tick),
    ended_by: ctx.actor.userId,
    end_reason: why.reason,
    end_note: why.note,
  })
}

/** One event, and the customer is looked at again: what may be delivered depends on it. */
export async function tellWriteOff(
  ctx: WriteCtx,
  row: Pick<WriteOffRow, 'id' | 'customerId'>,
  { kind, summary }: { kind: string; summary: Record<string, unknown> },
): Promise<void> {
  await recordEvent(ctx, {
    kind,
    subject: { kind: WRITE_OFF, id: row.id },
    customerId: row.customerId,
    summary,
  })
  await refreshStates(ctx, [row.customerId])
  await touch(ctx, [{ kind: 'customer', id: row.customerId }])
}
