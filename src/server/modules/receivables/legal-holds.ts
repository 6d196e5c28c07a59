import { sql } from 'kysely'
import { dayOf, type Instant } from '../../../core/calendar.ts'
import { INHIBITIONS } from '../../../core/dunning/inhibit.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { withdrawCustomerMails } from '../customer-mail/index.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { inhibitionsOf } from './inhibitions.ts'

/** What keeps the friendly words from a customer, and every time legal had it. */
export async function readInhibition(ctx: ReadCtx, customerId: string) {
  await requireCustomer(ctx, customerId)
  const reasons = (await inhibitionsOf(ctx, [customerId]))(customerId)
  const holds = await holdsOf(ctx, customerId)
  const isHeld = holds.some(({ liftedAt }) => liftedAt === null)
  const mayChange = may(ctx.actor.roles, 'hold.write')
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from alert where org_id = ${ctx.orgId} and customer_id = ${customerId}
      and resolved_at is null and inhibited_since is not null`.execute(ctx.db)
  return {
    reasons: INHIBITIONS.filter((reason) => reasons.has(reason)),
    alerts: rows[0]!.n,
    holds,
    can: {
      place: !mayChange ? 'forbidden' : isHeld ? 'legal_hold_placed' : (true as const),
      lift: !mayChange ? 'forbidden' : isHeld ? (true as const) : 'legal_hold_none',
    },
  }
}

type HoldRow = {
  id: string
  reason: string
  placedAt: Instant
  liftedAt: Instant | null
  liftReason: string | null
  placedBy: string | null
  liftedBy: string | null
}

async function holdsOf(ctx: ReadCtx, customerId: string) {
  const { rows } = await sql<HoldRow>`
    select h.id, h.reason, h.recorded_at as "placedAt", h.lifted_at as "liftedAt", h.lift_reason as "liftReason",
      p.name as "placedBy", l.name as "liftedBy"
    from legal_hold h
    left join app_user p on p.org_id = h.org_id and p.id = h.actor
    left join app_user l on l.org_id = h.org_id and l.id = h.lifted_by
    where h.org_id = ${ctx.orgId} and h.customer_id = ${customerId} and h.voided_at is null
    order by h.recorded_at desc limit 20`.execute(ctx.db)
  return rows
}

/** Legal takes the customer over, once; every friendly word is held back from this moment. */
export async function placeLegalHold(ctx: WriteCtx, customerId: string, reason: string) {
  await requireCustomer(ctx, customerId, 'lock')
  if (await isOnHold(ctx, customerId)) throw conflict('legal_hold_placed')
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('legal_hold')
    .values({
      org_id: ctx.orgId,
      id,
      customer_id: customerId,
      reason,
      occurred_on: dayOf(ctx.now),
      known_at: at(ctx.tick),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await withdrawCustomerMails(ctx, customerId)
  await tell(ctx, customerId, 'legal_hold.placed', reason)
  return { id }
}

/** After a merge two may be open; the customer is given back from all of them at once. */
export async function liftLegalHold(ctx: WriteCtx, customerId: string, reason: string) {
  await requireCustomer(ctx, customerId, 'lock')
  const lifted = await ctx.db
    .updateTable('legal_hold')
    .set((eb) => ({
      lifted_at: at(ctx.tick),
      lifted_by: ctx.actor.userId,
      lift_reason: reason,
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('lifted_at', 'is', null)
    .where('voided_at', 'is', null)
    .returning('id')
    .execute()
  if (lifted.length === 0) throw conflict('legal_hold_none')
  await tell(ctx, customerId, 'legal_hold.lifted', reason)
  return { lifted: lifted.length }
}

async function tell(ctx: WriteCtx, customerId: string, kind: string, reason: string): Promise<void> {
  await recordEvent(ctx, {
    kind,
    subject: { kind: 'customer', id: customerId },
    customerId,
    summary: { reason },
  })
}

async function isOnHold(ctx: ReadCtx, customerId: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('legal_hold')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('lifted_at', 'is', null)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Locked before a write, so that two people cannot take one customer over at the same time. */
async function requireCustomer(ctx: ReadCtx, id: string, lock?: 'lock'): Promise<void> {
  const row = await ctx.db
    .selectFrom('customer')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('id', 'in', scopedCustomerIds(ctx, lock ? 'hold.write' : 'receivable.read'))
    .$if(lock !== undefined, (q) => q.forUpdate())
    .executeTakeFirst()
  if (!row) throw notFound('customer')
}
