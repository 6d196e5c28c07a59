import { sql } from 'kysely'
import { likeness, type Party } from '../../../core/customer/likeness.ts'
import { coreKey } from '../../../core/customer/name-key.ts'
import { splitName } from '../../../core/import/company-name.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type DeltaRow, dayIndex, isAmong, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/** Sure enough to say that a company is there twice; what only looks alike is asked when it is entered. */
const SURE = new Set(['same', 'duplicate'])

type Pair = DeltaRow & { own: Party; other: Party }
type Own = { id: string; name: string; uscc: string | null; phone: string | null }

/**
 * A customer that is there already under another name (C073 C202): of two, the one that was known later. Rows
 * are found by equal number, telephone or core of the name, and weighed by `likeness`: equality alone is read
 * from an index under row-level security, and how a name begins half the companies of a town share.
 */
export const sameParty: MetricLoader = {
  subject: 'customer',
  metrics: ['same_party'],
  load: async (ctx, range) => {
    const { rows: own } = await sql<Own>`
      select c.id, c.name, c.uscc, c.phone from customer c
      where c.org_id = ${ctx.orgId} and ${isAmong('c.id', range)}`.execute(ctx.db)
    const by = (value: (row: Own) => string | null) => {
      const told = own.filter((row) => value(row))
      return sql`unnest(${told.map(({ id }) => id)}::uuid[], ${told.map(value)}::text[]) as k (id, value)`
    }
    // Looked up value by value (`offset 0` keeps it so): joined, all customers would be read for each sheet.
    const equal = (column: 'uscc' | 'phone') => {
      const cell = sql.ref(`d.${column}`)
      return sql`select k.id, o.id as other from ${by((row) => row[column])} cross join lateral (
        select d.id from customer d where d.org_id = ${ctx.orgId} and ${cell} = k.value and ${cell} <> '' offset 0) o
        where o.id <> k.id`
    }
    const { rows: alike } = await sql<{ id: string; other: string }>`
      ${equal('uscc')} union ${equal('phone')} union
      select k.id, o.customer_id from ${by(({ name }) => coreKey(splitName(name).core))} cross join lateral (
        select s.customer_id from customer_search_key s where s.org_id = ${ctx.orgId} and s.key = k.value offset 0) o
        where o.customer_id <> k.id`.execute(ctx.db)
    // Few share anything with anybody: asked for by themselves, they are looked up and nobody else is read.
    return alike.length === 0 ? [] : surePairs(ctx, alike)
  },
}

async function surePairs(ctx: ReadCtx, alike: readonly { id: string; other: string }[]): Promise<DeltaRow[]> {
  const party = (alias: string) =>
    sql`jsonb_build_object('name', ${sql.ref(`${alias}.name`)}, 'code', ${sql.ref(`${alias}.uscc`)},
      'phone', ${sql.ref(`${alias}.phone`)}, 'place', ${sql.ref(`${alias}.city`)})`
  const ids = alike.map(({ id }) => id)
  const others = alike.map(({ other }) => other)
  const { rows } = await sql<Pair>`
    select 'same_party' as metric, c.id as subject_id, ${ms('c.known_at')} as at,
      (extract(epoch from least(c.voided_at, d.voided_at)) * 1000)::float8 as until, ${dayIndex(sql.ref('c.created_on'))} as on_day,
      1::float8 as value, null::int as n, null as part, null as grp, 'customer' as ref_kind, d.id as ref_id,
      ${party('c')} as own, ${party('d')} as other
    from unnest(${ids}::uuid[], ${others}::uuid[]) as a (id, other)
    join customer c on c.org_id = ${ctx.orgId} and c.id = a.id join customer d on d.org_id = c.org_id and d.id = a.other
    where (d.known_at, d.id) < (c.known_at, c.id)`.execute(ctx.db)
  return rows
    .filter(({ own, other }) => SURE.has(likeness(own, other).likeness ?? ''))
    .map(({ own: _, other: __, ...row }) => row)
}
