import { sql } from 'kysely'
import type { z } from 'zod'
import type { recordStatementAnswer as recordRoute } from '../../../api/statement-answers.ts'
import { type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import { may, mayTakeBackNote } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import type { RecordHead } from '../../platform/records.ts'
import { pastMoment } from '../../platform/then.ts'
import { customerIdsEver, requireCustomer, scopedCustomerIds } from '../customers/index.ts'
import { peopleThen } from '../identity/index.ts'
import { readStatement } from './read-statement.ts'
import { countsAsOf, type Reading } from './reading.ts'

const SHOWN = 50

type Row = {
  id: string
  statementAsOf: Day
  closingFen: bigint
  outcome: 'agreed' | 'differs'
  theirFen: bigint | null
  contactName: string
  note: string
  on: Day
  by: string
  actor: string
  files: { id: string; name: string }[]
}

/** What a customer answered to its statements, the newest first; of a past day what counted then. */
export async function listStatementAnswers(
  ctx: ReadCtx,
  { customerId, asOf, reading }: { customerId: string; asOf: Day; reading: Reading },
) {
  const { rows: seen } =
    await sql`select c.id from customer c where c.org_id = ${ctx.orgId} and c.id = ${customerId}
    and c.id in (${customerIdsEver(ctx, 'receivable.read')})`.execute(ctx.db)
  if (seen.length === 0) throw notFound('customer')
  const end = at(endOfDay(asOf))
  const { rows } = await sql<Row>`
    select s.id, s.statement_asof as "statementAsOf", s.closing_fen as "closingFen", s.outcome, s.their_fen as "theirFen",
      s.contact_name as "contactName", s.note, s.occurred_on as on, u.name as by, s.actor,
      coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name) order by f.recorded_at) from record_file f
        where f.org_id = s.org_id and f.record_kind = 'statement_answer' and f.record_id = s.id and f.recorded_at <= ${end}
        and (f.voided_at is null or f.voided_at > ${end})), '[]') as files
    from statement_answer s join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = s.org_id and u.id = s.actor
    where s.org_id = ${ctx.orgId} and s.customer_id = ${customerId} and ${countsAsOf('s', asOf, reading)}
    order by s.occurred_on desc, s.recorded_at desc limit ${SHOWN}`.execute(ctx.db)
  return {
    items: rows.map(({ actor, ...row }) => ({
      ...row,
      can: { void: mayTakeBackNote(ctx.actor, actor) || 'forbidden' },
    })),
  }
}

type Form = z.output<typeof recordRoute.body>

/** Noted against the closing balance as the statement of that day says it, not as somebody types it. */
export async function recordStatementAnswer(ctx: WriteCtx, customerId: string, form: Form) {
  await requireCustomer(ctx, customerId, 'receivable.note')
  const today = dayOf(ctx.now)
  const on = form.on ?? today
  const { statementAsOf, outcome, theirFen = null } = form
  if (on > today || statementAsOf > today) throw invalid('date_in_future')
  if (on < statementAsOf) throw invalid('answer_before_statement')
  if (outcome === 'differs' && theirFen === null) throw invalid('answer_needs_figure')
  const reading = form.known ? 'known' : 'business'
  const { closingFen } = await readStatement(ctx, { customerId, asOf: statementAsOf, reading })
  if (outcome === 'differs' && theirFen === closingFen) throw invalid('answer_same_figure')
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('statement_answer')
    .values({
      ...{ org_id: ctx.orgId, id, customer_id: customerId, statement_asof: statementAsOf },
      ...{ closing_fen: closingFen, outcome, their_fen: outcome === 'differs' ? theirFen : null },
      ...{ contact_name: form.contactName, note: form.note, occurred_on: on },
      ...{ known_at: at(knownAt(ctx, on)), recorded_at: at(ctx.tick), actor: ctx.actor.userId! },
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'statement.answered',
    subject: { kind: 'statement_answer', id },
    customerId,
    summary: { asOf: statementAsOf, outcome, closingFen, theirFen },
  })
  return { id, closingFen }
}

export async function voidStatementAnswer(ctx: WriteCtx, id: string, reason: string): Promise<{ ok: true }> {
  const row = await ctx.db
    .selectFrom('statement_answer')
    .select(['customer_id', 'actor', 'voided_at'])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('customer_id', 'in', scopedCustomerIds(ctx, 'receivable.note'))
    .forUpdate()
    .executeTakeFirst()
  if (!row || !mayTakeBackNote(ctx.actor, row.actor)) throw notFound('statement_answer')
  if (row.voided_at !== null) throw conflict('already_voided')
  await ctx.db
    .updateTable('statement_answer')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: 'statement.answer_voided',
    subject: { kind: 'statement_answer', id },
    customerId: row.customer_id,
    summary: { reason },
  })
  return { ok: true }
}

/** An answer as a record that its proof hangs on: the stamped slip, the mail. */
export async function statementAnswerDoor(ctx: ReadCtx, id: string): Promise<RecordHead | null> {
  if (!may(ctx.actor.roles, 'receivable.read')) return null
  const row = await ctx.db
    .selectFrom('statement_answer as s')
    .innerJoin('customer as c', (join) =>
      join.onRef('c.org_id', '=', 's.org_id').onRef('c.id', '=', 's.customer_id'),
    )
    .select(['c.name', 's.customer_id', 's.statement_asof'])
    .where('s.org_id', '=', ctx.orgId)
    .where('s.id', '=', id)
    .where('s.customer_id', 'in', scopedCustomerIds(ctx, 'receivable.read'))
    .executeTakeFirst()
  return row
    ? {
        title: `${row.name} ${row.statement_asof}`,
        customerId: row.customer_id,
        url: `/receivables/statements/${row.customer_id}`,
      }
    : null
}
