import { type RawBuilder, sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import type { Permission } from '../../../core/permission.ts'
import { inOrder, type StepKind } from '../../../core/quote/course.ts'
import type { KnownStep } from '../../../core/quote/facts.ts'
import { type ReadCtx, visibleUsers, type WriteCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'

/** A quote is in scope by its own responsible person or through its customer; `q` is its alias. */
export function quoteScope(ctx: ReadCtx, permission: Permission): RawBuilder<boolean> {
  const users = visibleUsers(ctx, permission)
  if (users === null) return sql<boolean>`true`
  return sql<boolean>`(q.responsible_id = any(${users}::uuid[]) or q.customer_id in (${scopedCustomerIds(ctx, permission)}))`
}

/** Locks a quote for writing; not there and not yours are the same answer. */
export async function getQuoteRow(ctx: WriteCtx, id: string) {
  const row = await selectQuote(ctx, id, 'quote.write').forUpdate('q').executeTakeFirst()
  if (!row) throw notFound('quote')
  return row
}

/** A quote to build something on. */
export async function getQuoteInScope(ctx: ReadCtx, id: string) {
  const row = await selectQuote(ctx, id, 'quote.read').executeTakeFirst()
  if (!row) throw notFound('quote')
  return row
}

function selectQuote(ctx: ReadCtx, id: string, permission: Permission) {
  return ctx.db
    .selectFrom('quote as q')
    .selectAll('q')
    .where('q.org_id', '=', ctx.orgId)
    .where('q.id', '=', id)
    .where('q.voided_at', 'is', null)
    .where(quoteScope(ctx, permission))
}

export type StepRow = KnownStep & {
  quoteId: string
  /** in the quote's own currency where that is not yuan */
  originalMinor: bigint | null
  reason: string | null
  competitor: string | null
  implied: boolean
  imported: boolean
  actorName: string | null
}

type StoredStep = {
  id: string
  quote_id: string
  kind: string
  occurred_at: Instant
  known_at: Instant
  voided_at: Instant | null
  amount_fen: bigint | null
  original_minor: bigint | null
  valid_until: Day | null
  responsible_id: string | null
  reason: string | null
  competitor: string | null
  implied: boolean
  batch_id: string | null
  actor_name: string | null
}

/** The steps of some quotes in order of time, by quote; with `voided` also those taken back. */
export async function loadSteps(
  ctx: ReadCtx,
  quoteIds: readonly string[],
  { voided = false } = {},
): Promise<Map<string, StepRow[]>> {
  const steps = new Map<string, StepRow[]>(quoteIds.map((id) => [id, []]))
  if (quoteIds.length === 0) return steps
  const { rows } = await sql<StoredStep>`
    select s.*, u.name as actor_name from quote_step s
    left join app_user u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and s.quote_id = any(${quoteIds}::uuid[])
      ${voided ? sql`` : sql`and s.voided_at is null`}
    order by s.occurred_at, s.recorded_at, s.id`.execute(ctx.db)
  for (const row of rows) steps.get(row.quote_id)!.push(shapeStep(row))
  for (const [id, own] of steps) steps.set(id, inOrder(own))
  return steps
}

function shapeStep(row: StoredStep): StepRow {
  return {
    id: row.id,
    quoteId: row.quote_id,
    kind: row.kind as StepKind,
    at: row.occurred_at,
    knownAt: row.known_at,
    voidedAt: row.voided_at,
    amountFen: row.amount_fen,
    originalMinor: row.original_minor,
    validUntil: row.valid_until,
    responsibleId: row.responsible_id,
    reason: row.reason,
    competitor: row.competitor,
    implied: row.implied,
    imported: row.batch_id !== null,
    actorName: row.actor_name,
  }
}
