import { type RawBuilder, sql } from 'kysely'
import { type Day, dayNumber } from '../../../core/calendar.ts'
import type { Stretch } from '../../../core/periods/over-span.ts'
import type { Delta, Series } from '../../../core/watch/metric.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { pastMoment, tablesThen } from '../../platform/then.ts'
import { customersThen } from '../customers/index.ts'

type ById = ReadonlyMap<string, string>

/**
 * Figures of the company, each shared out by whoever answered for the contract, the order or the customer at
 * the end of the month (C169): what nobody answered for is nobody's.
 */
export async function shareOut(
  ctx: ReadCtx,
  all: readonly Series[],
  stretch: Stretch,
): Promise<(user: string) => Map<string, Series>> {
  const meant = all.map((series) => ({ ...series, deltas: within(series, stretch) }))
  const refs = new Set(meant.flatMap(({ deltas }) => deltas.flatMap(({ ref }) => (ref ? [ref.id] : []))))
  const whose = await responsibleFor(ctx, [...refs], stretch.to)
  const shared = meant.map((series) => ({ series, of: byPerson(series, whose) }))
  return (user) =>
    new Map(shared.map(({ series, of }) => [series.def.id, { def: series.def, deltas: of.get(user) ?? [] }]))
}

/** What can count in the stretch: facts of its days, and of what it tells apart as groups every fact. */
function within({ deltas }: Series, { from, to }: Stretch): Delta[] {
  const [first, last] = [dayNumber(from), dayNumber(to)]
  const isIn = ({ on }: Delta) => first <= on && on <= last
  const groups = new Set(deltas.flatMap((delta) => (delta.group && isIn(delta) ? [delta.group] : [])))
  return deltas.filter((delta) => (delta.group === undefined ? isIn(delta) : groups.has(delta.group)))
}

/** A group belongs to one person as a whole: an order with two instalments is one order. */
function byPerson({ deltas }: Series, whose: ById): Map<string, Delta[]> {
  const ofGroup = new Map<string, string>()
  for (const { group, ref } of deltas) {
    const user = ref && whose.get(ref.id)
    if (group !== undefined && user !== undefined && !ofGroup.has(group)) ofGroup.set(group, user)
  }
  const found = new Map<string, Delta[]>()
  for (const delta of deltas) {
    const user = delta.group === undefined ? delta.ref && whose.get(delta.ref.id) : ofGroup.get(delta.group)
    if (user === undefined) continue
    const own = found.get(user)
    if (own) own.push(delta)
    else found.set(user, [delta])
  }
  return found
}

async function responsibleFor(ctx: ReadCtx, ids: readonly string[], day: Day): Promise<ById> {
  if (ids.length === 0) return new Map()
  const mine = (alias: string): RawBuilder<boolean> =>
    sql`${sql.ref(`${alias}.org_id`)} = ${ctx.orgId} and ${sql.ref(`${alias}.id`)} = any(${ids}::uuid[])`
  const columns = { contract: ['responsible_id'], sales_order: ['responsible_id'] }
  const customers = customersThen(ctx, day)
  const { rows } = await sql<{
    id: string
    user_id: string
  }>`${tablesThen(ctx, columns, pastMoment(ctx, day))}
    select k.id, k.responsible_id as user_id from contract k where ${mine('k')} and k.responsible_id is not null
    union all
    select o.id, o.responsible_id from sales_order o where ${mine('o')} and o.responsible_id is not null
    union all
    select i.id, c.responsible_id from instalment i join ${customers} c on c.org_id = i.org_id and c.id = i.customer_id
    where ${mine('i')} and c.responsible_id is not null
    union all
    select p.id, c.responsible_id from payment p join ${customers} c on c.org_id = p.org_id and c.id = p.customer_id
    where ${mine('p')} and c.responsible_id is not null`.execute(ctx.db)
  return new Map(rows.map(({ id, user_id }) => [id, user_id]))
}
