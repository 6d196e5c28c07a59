import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { PriceRow } from '../../../core/price/judge.ts'
import type { ReadCtx } from '../../platform/context.ts'

export type StoredPriceRow = PriceRow & { id: string; productId: string }

/**
 * What an offer is held against today. `rows` null: the company keeps no price list (yet), nothing is held
 * against anything. No list and no rows: it kept one and none is in force, so that nothing goes out unseen.
 */
export type PriceBook = { listId: string | null; rows: StoredPriceRow[] | null }

/** Always today's list, whatever day a quote is dated: an old list is no way around the new one (C063). */
export async function loadPriceBook(ctx: ReadCtx, currency: string): Promise<PriceBook> {
  const today = dayOf(ctx.now)
  const { rows } = await sql<{ id: string | null; keeps: boolean }>`
    select (select p.id from price_list p where p.org_id = ${ctx.orgId} and p.currency = ${currency} and ${inForce(today)}
        order by p.from_day desc, p.number desc limit 1) as id,
      exists (select 1 from price_list p where p.org_id = ${ctx.orgId} and p.from_day <= ${today}) as keeps`.execute(
    ctx.db,
  )
  const { id, keeps } = rows[0]!
  if (!keeps) return { listId: null, rows: null }
  return { listId: id, rows: id === null ? [] : await loadPriceRows(ctx, id) }
}

export function inForce(today: Day) {
  return sql<boolean>`p.from_day <= ${today} and coalesce(p.to_day, 'infinity') >= ${today}`
}

export async function loadPriceRows(ctx: ReadCtx, listId: string): Promise<StoredPriceRow[]> {
  const { rows } = await sql<StoredPriceRow>`
    select l.id, l.product_id as "productId", m.code, m.name, m.unit, l.grade, l.from_milli as "fromMilli",
      l.floor_fen as "floorFen", l.list_fen as "listFen", l.ceiling_fen as "ceilingFen", l.cost_fen as "costFen"
    from price_line l join product m on m.org_id = l.org_id and m.id = l.product_id
    where l.org_id = ${ctx.orgId} and l.list_id = ${listId} order by l.seq`.execute(ctx.db)
  return rows
}
