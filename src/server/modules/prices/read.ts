import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { findRates } from '../rates/index.ts'
import { loadPriceRows } from './price-rows.ts'

type ListRow = {
  id: string
  number: number
  currency: string
  validFrom: Day
  validTo: Day | null
  note: string
  recordedAt: Instant
  actorName: string | null
  lineCount: number
}

/** The list in force or the one asked for, and all versions, newest first (C063). */
export async function readPrices(ctx: ReadCtx, query: { listId?: string | undefined; currency: string }) {
  const today = dayOf(ctx.now)
  const { rows: all } = await sql<ListRow>`
    select p.id, (row_number() over (partition by p.currency order by p.number))::int as number, p.currency, p.from_day as "validFrom", p.to_day as "validTo", p.note,
      p.recorded_at as "recordedAt", u.name as "actorName",
      (select count(*)::int from price_line l where l.org_id = p.org_id and l.list_id = p.id) as "lineCount"
    from price_list p left join app_user u on u.org_id = p.org_id and u.id = p.actor
    where p.org_id = ${ctx.orgId}
    order by p.from_day desc, p.number desc`.execute(ctx.db)
  const { currency } = query
  const found = all.filter((one) => one.currency === currency)
  const current = found.find(
    ({ validFrom, validTo }) => validFrom <= today && (validTo === null || validTo >= today),
  )
  const lists = found.map((list) => ({
    ...list,
    state:
      list === current
        ? ('current' as const)
        : list.validFrom > today
          ? ('later' as const)
          : ('over' as const),
  }))
  const list = query.listId
    ? lists.find(({ id }) => id === query.listId)
    : (lists.find(({ state }) => state === 'current') ?? lists[0])
  if (query.listId && !list) throw notFound('price_list')
  const seeCost = may(ctx.actor.roles, 'margin.read')
  const rows = list ? await loadPriceRows(ctx, list.id) : []
  const hasBegun = (kept: readonly ListRow[]) => kept.some(({ validFrom }) => validFrom <= today)
  const [rate] = await findRates(ctx, [{ currency, day: today }])
  return {
    control: current ? 'on' : hasBegun(found) ? 'expired' : hasBegun(all) ? 'elsewhere' : 'off',
    list: list ?? null,
    rows: rows.map(({ id: _, productId: __, ...row }) => ({ ...row, costFen: seeCost ? row.costFen : null })),
    lists,
    currency,
    currencies: [...new Set(all.map((one) => one.currency))].sort(),
    rate: rate ?? null,
    can: { publish: may(ctx.actor.roles, 'price.write') || 'forbidden', seeCost },
  } as const
}
