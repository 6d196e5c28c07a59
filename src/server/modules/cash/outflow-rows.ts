import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { type Outflow, type OutflowKind, outflowDays } from '../../../core/cash/outflow.ts'
import type { Fen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { pastMoment } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'
import { countsAsOf } from '../receivables/index.ts'
import type { CashQuery } from './load-cash.ts'

export type OutflowRow = Outflow & { id: string; plannedOn: Day; by: string | null }

/** What was planned as of that day. */
export async function loadOutflows(ctx: ReadCtx, { asOf, reading }: CashQuery): Promise<OutflowRow[]> {
  const { rows } = await sql<OutflowRow>`
    select c.id, c.kind, c.label, c.amount_fen as "amountFen", c.every, c.first_on as "firstOn", c.until_on as "untilOn",
      c.occurred_on as "plannedOn", u.name as by
    from cash_outflow c left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = c.org_id and u.id = c.actor
    where c.org_id = ${ctx.orgId} and ${countsAsOf('c', asOf, reading)} order by c.first_on, c.id`.execute(
    ctx.db,
  )
  return rows
}

export type Going = { id: string; label: string; kind: OutflowKind; on: Day; fen: Fen }

/** One entry for each day on which something goes out, in their order. */
export function goingOut(rows: readonly OutflowRow[], from: Day, to: Day): Going[] {
  return rows
    .flatMap((row) =>
      outflowDays(row, from, to).map((on) => ({
        id: row.id,
        label: row.label,
        kind: row.kind,
        on,
        fen: row.amountFen,
      })),
    )
    .sort((a, b) => (a.on === b.on ? (a.id < b.id ? -1 : 1) : a.on < b.on ? -1 : 1))
}

export type BalanceRow = { on: Day; amountFen: Fen; floorFen: Fen; by: string | null }

/** What was last typed to be in hand. */
export async function findBalance(ctx: ReadCtx, { asOf, reading }: CashQuery): Promise<BalanceRow | null> {
  const { rows } = await sql<BalanceRow>`
    select b.occurred_on as on, b.amount_fen as "amountFen", b.floor_fen as "floorFen", u.name as by
    from cash_balance b left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = b.org_id and u.id = b.actor
    where b.org_id = ${ctx.orgId} and ${countsAsOf('b', asOf, reading)}
    order by b.occurred_on desc, b.recorded_at desc limit 1`.execute(ctx.db)
  return rows[0] ?? null
}
