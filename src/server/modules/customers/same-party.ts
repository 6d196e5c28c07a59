import { type RawBuilder, sql } from 'kysely'
import { likeness, type Party } from '../../../core/customer/likeness.ts'
import { coreKey } from '../../../core/customer/name-key.ts'
import { splitName } from '../../../core/import/company-name.ts'
import type { ReadCtx } from '../../platform/context.ts'
import {
  type Among,
  type DeltaRow,
  dayIndex,
  isAmong,
  type MetricLoader,
  ms,
} from '../../platform/metric-loader.ts'

/** Sure enough to say that a company is there twice; what only looks alike is asked when it is entered. */
const SURE = new Set(['same', 'duplicate'])

type Pair = DeltaRow & { own: Party; other: Party }

/**
 * A customer that is there already under another name (C073 C202): of two, the one that was known later. Rows
 * are found by equal number, telephone or core of the name, and weighed by `likeness`: equality alone is read
 * from an index under row-level security, and how a name begins half the companies of a town share.
 */
export const sameParty: MetricLoader = {
  subject: 'customer',
  metrics: ['same_party'],
  load: async (ctx, range) => {
    const alike = await findAlike(ctx, range)
    // Few share anything with anybody: asked for by themselves, they are looked up and nobody else is read.
    return alike.length === 0 ? [] : surePairs(ctx, alike)
  },
}

type Alike = { id: string; other: string }

/** Looked up value by value (`offset 0` keeps it so): joined, all customers would be read for each sheet. */
async function findAlike(ctx: ReadCtx, range: Among): Promise<Alike[]> {
  const equal = (column: 'uscc' | 'phone') => {
    const cell = sql.ref(`d.${column}`)
    return sql`(select d.id from customer d
      where d.org_id = ${ctx.orgId} and ${cell} = ${sql.ref(`k.${column}`)} and ${cell} <> '' offset 0)`
  }
  const byKey = (key: RawBuilder<unknown>) => sql`(select s.customer_id from customer_search_key s
      where s.org_id = ${ctx.orgId} and s.key = ${key} offset 0)`
  // The core of a name is among the keys it is found by, unless it was saved before there was such a key.
  const { rows } = await sql<{ id: string; other: string | null; name: string | null }>`
    with own as materialized (
      select c.id, c.name, c.uscc, c.phone, (
        select k.key from unnest(c.search_keys) as k (key) where starts_with(k.key, '=') limit 1) as core
      from customer c where c.org_id = ${ctx.orgId} and ${isAmong('c.id', range)}
    )
    select k.id, o.id as other, null as name from own k cross join lateral (
      ${equal('uscc')} union all ${equal('phone')} union all ${byKey(sql`k.core`)}) o where o.id <> k.id
    union
    select k.id, null, k.name from own k where k.core is null`.execute(ctx.db)
  const alike = rows.flatMap(({ id, other }) => (other === null ? [] : [{ id, other }]))
  const older = rows.flatMap(({ id, name }) =>
    name === null ? [] : [{ id, key: coreKey(splitName(name).core) }],
  )
  if (older.length === 0) return alike
  const ids = older.map(({ id }) => id)
  const keys = older.map(({ key }) => key)
  const { rows: more } = await sql<Alike>`
    select k.id, o.customer_id as other from unnest(${ids}::uuid[], ${keys}::text[]) as k (id, key)
    cross join lateral ${byKey(sql`k.key`)} o where o.customer_id <> k.id`.execute(ctx.db)
  return [...alike, ...more]
}

async function surePairs(ctx: ReadCtx, alike: readonly Alike[]): Promise<DeltaRow[]> {
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
