import { sql } from 'kysely'
import { likeness, type Party } from '../../../core/customer/likeness.ts'
import { coreKey } from '../../../core/customer/name-key.ts'
import { splitName } from '../../../core/import/company-name.ts'
import type { ReadCtx } from '../../platform/context.ts'
import {
  type Among,
  type DeltaRow,
  dayIndex,
  isAmong,
  type LoadRange,
  type MetricLoader,
  ms,
} from '../../platform/metric-loader.ts'

/** Sure enough to say that a company is there twice; what only looks alike is asked when it is entered. */
const SURE = new Set(['same', 'duplicate'])

type Pair = DeltaRow & { own: Party; other: Party }

/**
 * What so many companies share that were known before says nothing about one more: a switchboard, an agent,
 * "0000". It would have every pair of them weighed.
 */
const MOST_SHARING = 20

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

/** Few are looked up one by one; for many, those who share anything at all are found once for all of them. */
async function findAlike(ctx: ReadCtx, range: LoadRange): Promise<Alike[]> {
  if (!range.dense || !range.once) return lookUpAlike(ctx, range)
  const sharing = await range.once('same_party', () => findSharing(ctx))
  if (sharing === null) return lookUpAlike(ctx, range)
  return range.ids.flatMap((id) => (sharing.get(id) ?? []).map((other) => ({ id, other })))
}

/**
 * Of every customer that shares something, those known before it; null: some were saved before the core of a
 * name was among the keys it is found by, and must be looked up by their names.
 */
async function findSharing(ctx: ReadCtx): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const shared = (column: 'uscc' | 'phone') => {
    const [cell, own] = [sql.ref(column), sql.ref(`c.${column}`)]
    return sql`
      select ${column} as sort, ${own} as value, c.id, c.known_at from customer c join (
        select ${cell} from customer where org_id = ${ctx.orgId} and ${cell} <> '' group by 1 having count(*) > 1
      ) s on ${sql.ref(`s.${column}`)} = ${own} where c.org_id = ${ctx.orgId}`
  }
  const cores = sql`customer_search_key k where k.org_id = ${ctx.orgId} and k.key >= '=' and k.key < '>'`
  const { rows } = await sql<{ id: string; others: string[] | null }>`
    select id, others from (
      select id, array_agg(id) over (partition by sort, value order by known_at, id
        rows between ${sql.lit(MOST_SHARING + 1)} preceding and 1 preceding) as others
      from (${shared('uscc')} union all ${shared('phone')} union all
        select 'core', k.key, c.id, c.known_at from (select k.key from ${cores} group by 1 having count(*) > 1) s
        join customer_search_key k on k.org_id = ${ctx.orgId} and k.key = s.key
        join customer c on c.org_id = k.org_id and c.id = k.customer_id) h
    ) r where cardinality(others) <= ${sql.lit(MOST_SHARING)}
    union all
    select null, null where (select count(*) from customer where org_id = ${ctx.orgId})
      > (select count(distinct k.customer_id) from ${cores})`.execute(ctx.db)
  const sharing = new Map<string, string[]>()
  for (const { id, others } of rows) {
    if (others === null) return null
    sharing.set(id, [...(sharing.get(id) ?? []), ...others])
  }
  return sharing
}

/** Looked up value by value (`limit` keeps it so): joined, all customers would be read for each sheet. */
async function lookUpAlike(ctx: ReadCtx, range: Among): Promise<Alike[]> {
  const before = sql`(d.known_at, d.id) < (k.known_at, k.id) limit ${sql.lit(MOST_SHARING + 1)}`
  const equal = (column: 'uscc' | 'phone') => {
    const cell = sql.ref(`d.${column}`)
    return sql`array(select d.id from customer d
      where d.org_id = ${ctx.orgId} and ${cell} = ${sql.ref(`k.${column}`)} and ${cell} <> '' and ${before})`
  }
  const byKey = sql`array(select d.id from customer_search_key s
    join customer d on d.org_id = s.org_id and d.id = s.customer_id
    where s.org_id = ${ctx.orgId} and s.key = k.core and s.customer_id <> k.id and ${before})`
  // The core of a name is among the keys it is found by, unless it was saved before there was such a key.
  const { rows } = await sql<{ id: string; name: string; core: string | null; others: string[][] }>`
    with own as materialized (
      select c.id, c.name, c.uscc, c.phone, c.known_at, (
        select k.key from unnest(c.search_keys) as k (key) where starts_with(k.key, '=') limit 1) as core
      from customer c where c.org_id = ${ctx.orgId} and ${isAmong('c.id', range)}
    )
    select k.id, k.name, k.core, jsonb_build_array(${equal('uscc')}, ${equal('phone')}, ${byKey}) as others
    from own k`.execute(ctx.db)
  const older = rows.filter(({ core }) => core === null)
  return [...rows, ...(older.length === 0 ? [] : await lookUpOlder(ctx, older))].flatMap(({ id, others }) =>
    others.flatMap((some) => (some.length > MOST_SHARING ? [] : some.map((other) => ({ id, other })))),
  )
}

/** By the core of a name that was saved before it was among the keys. */
async function lookUpOlder(
  ctx: ReadCtx,
  older: readonly { id: string; name: string }[],
): Promise<{ id: string; others: string[][] }[]> {
  const ids = older.map(({ id }) => id)
  const keys = older.map(({ name }) => coreKey(splitName(name).core))
  const { rows } = await sql<{ id: string; others: string[][] }>`
    select c.id, jsonb_build_array(array(
      select d.id from customer_search_key s join customer d on d.org_id = s.org_id and d.id = s.customer_id
      where s.org_id = ${ctx.orgId} and s.key = k.key and s.customer_id <> c.id
        and (d.known_at, d.id) < (c.known_at, c.id) limit ${sql.lit(MOST_SHARING + 1)})) as others
    from unnest(${ids}::uuid[], ${keys}::text[]) as k (id, key)
    join customer c on c.org_id = ${ctx.orgId} and c.id = k.id`.execute(ctx.db)
  return rows
}

async function surePairs(ctx: ReadCtx, alike: readonly Alike[]): Promise<DeltaRow[]> {
  const party = (alias: string) =>
    sql`jsonb_build_object('name', ${sql.ref(`${alias}.name`)}, 'code', ${sql.ref(`${alias}.uscc`)},
      'phone', ${sql.ref(`${alias}.phone`)}, 'place', ${sql.ref(`${alias}.city`)})`
  // A pair may share several things and is one pair all the same.
  const pairs = new Map(alike.map(({ id, other }) => [`${id} ${other}`, { id, other }]))
  const ids = [...pairs.values()].map(({ id }) => id)
  const others = [...pairs.values()].map(({ other }) => other)
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
