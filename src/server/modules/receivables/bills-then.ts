import { type RawBuilder, sql } from 'kysely'
import { type Day, endOfDay } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { countsAsOf, type Reading } from './reading.ts'

/**
 * Every bill that counted as of a day with what had become of it by then, in one of the two readings of the
 * past (law 2): a step counts from its day, or from when it was known. Columns as in the table, `state`, and
 * passed_* and ended_* null as long as they had not come.
 */
export function billsAsOf(ctx: ReadCtx, asOf: Day, reading: Reading): RawBuilder<unknown> {
  const had = (step: 'passed' | 'ended') =>
    reading === 'business'
      ? sql`${sql.ref(`b.${step}_on`)} <= ${asOf}`
      : sql`${sql.ref(`b.${step}_at`)} <= ${at(endOfDay(asOf))}`
  return sql`(
    select b.org_id, b.id, coalesce(b.paper_id, b.id) as paper_id, b.customer_id, b.kind, b.number, b.drawer, b.acceptor, b.amount_fen, b.issued_on, b.due_on, b.occurred_on,
      case when ${had('ended')} then b.ended_how when ${had('passed')} then b.passed_how else 'in_hand' end as state,
      case when ${had('passed')} then b.passed_how end as passed_how, case when ${had('passed')} then b.passed_on end as passed_on,
      case when ${had('passed')} then b.passed_to else '' end as passed_to,
      case when ${had('passed')} then b.cost_fen else 0 end as cost_fen,
      case when ${had('ended')} then b.ended_on end as ended_on,
      case when ${had('ended')} or (${had('passed')} and b.ended_on is null) then b.note else '' end as note
    from bill b where b.org_id = ${ctx.orgId} and ${countsAsOf('b', asOf, reading)})`
}

/** Bills whose acceptor may still refuse: in hand, or passed on with recourse. */
export const AT_STAKE = sql`('in_hand', 'discounted', 'endorsed')`
