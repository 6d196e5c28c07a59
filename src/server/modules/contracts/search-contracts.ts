import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import {
  AMOUNT_BANDS,
  type AmountBand,
  ARCHIVE_PLACES,
  type ArchivePlace,
  type ArchiveTerm,
  archiveTerms,
  excerptOf,
} from '../../../core/contract/archive.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { LocatedTerm } from './archive-places.ts'
import { chooseWay, foundBy, GATHER, nextWay, type Way } from './archive-ways.ts'
import { contractScope } from './contract-rows.ts'
import { selectRows, shapeContract } from './read.ts'

export type ContractSearch = {
  page: number
  size: number
  q?: string | undefined
  state?: ContractState | undefined
  /** of the signature; `none`: not signed */
  year?: string | undefined
  responsibleId?: string | undefined
  customerId?: string | undefined
  band?: AmountBand | undefined
  place?: ArchivePlace | undefined
  fromFen?: bigint | undefined
  toFen?: bigint | undefined
  signedFrom?: Day | undefined
  signedTo?: Day | undefined
}
export type ContractState = 'in_force' | 'unapproved' | 'ended'

/** So many people are offered to narrow by; who has fewer contracts than they is found by name. */
const PEOPLE_SHOWN = 12
/** So many places of a contract are shown with their words. */
const HITS_SHOWN = 3

/**
 * The archive (C078): every contract in scope, whoever wrote it and whether that person is still here, by
 * any words in it and by its fields. Counts are of all that was found, not of the page, and exact; only of
 * words that stand in more than `FOUND_MAX` contracts they are of the newest so many (`isCapped`, decision
 * 0023).
 */
export async function searchContracts(ctx: ReadCtx, search: ContractSearch, chosen: Way | null = null) {
  const asked = archiveTerms(search.q ?? '')
  const { way, terms } = chosen ? { way: chosen, terms: asked } : await chooseWay(ctx, asked)
  const { ids, total, facets, is_capped: isCapped } = await find(ctx, search, { terms, way })
  const order = new Map(ids.map((id, index) => [id, index]))
  const contracts = await selectRows(ctx, [sql`k.id = any(${ids}::uuid[])`], sql``)
  const hits = await findHits(ctx, ids, terms)
  const items = contracts
    .sort((a, b) => order.get(a.id)! - order.get(b.id)!)
    .map((row) => {
      const party = excerptOf(row.customer_name, terms)
      const found = [...(party ? [{ place: 'party' as const, ...party }] : []), ...(hits.get(row.id) ?? [])]
      const inOrder = found.sort((a, b) => ARCHIVE_PLACES.indexOf(a.place) - ARCHIVE_PLACES.indexOf(b.place))
      return { ...shapeContract(row, dayOf(ctx.now)), hits: inOrder.slice(0, HITS_SHOWN) }
    })
  const { page, size } = search
  const shaped = await shapeFacets(ctx, facets)
  return { items, total, isCapped, page, size, facets: isCapped ? await withUncounted(ctx, shaped) : shaped }
}

type Asked = { terms: readonly LocatedTerm[]; way: Way }

async function find(ctx: ReadCtx, search: ContractSearch, { terms, way }: Asked): Promise<Found> {
  // The sentences of a word are looked up in memory only where they are thought to fit.
  const [, { rows }] = await Promise.all([
    sql`set local work_mem = '32MB'`.execute(ctx.db),
    searchStatement(ctx, search, terms, way).execute(ctx.db),
  ])
  return rows[0]!.is_whole ? rows[0]! : find(ctx, search, { terms, way: nextWay(way) })
}

type Facet = { kind: 'state' | 'year' | 'person' | 'band' | 'place'; value: string | null; n: number }
type Found = {
  ids: string[]
  total: number
  facets: Facet[]
  /** more than these have the words */
  is_capped: boolean
  /** nothing was left out but for the cap */
  is_whole: boolean
}

/**
 * The one statement of the search: what was found is gathered once, then paged and counted. Exported for its
 * plan.
 */
export function searchStatement(
  ctx: ReadCtx,
  search: ContractSearch,
  terms: readonly LocatedTerm[],
  way: Way = GATHER,
) {
  const where = sql.join(
    [
      sql`k.org_id = ${ctx.orgId} and k.voided_at is null and ${contractScope(ctx, 'contract.read')}`,
      ...narrowing(search),
    ],
    sql` and `,
  )
  const columns = sql`k.id, k.signed_on, ${STATE} as state, extract(year from k.signed_on)::int as year,
    k.responsible_id, ${BAND} as band`
  const found = foundBy(ctx, terms, way, { where, columns, place: search.place })
  return sql<Found>`
    with ${found.before} found as materialized (${found.all}), page as (
      select f.id, row_number() over (order by f.rank nulls last, f.signed_on desc nulls first, f.id desc) as position from found f
      order by f.rank nulls last, f.signed_on desc nulls first, f.id desc
      limit ${search.size} offset ${(search.page - 1) * search.size}
    ), counted as (
      select case grouping(f.state, f.year, f.responsible_id, f.band, f.rank)
          when 15 then 'state' when 23 then 'year' when 27 then 'person' when 29 then 'band' else 'place' end as kind,
        coalesce(f.state, f.year::text, f.responsible_id::text, f.band, f.rank::text) as value, count(*)::int as n
      from found f group by grouping sets ((f.state), (f.year), (f.responsible_id), (f.band), (f.rank))
    )
    select coalesce((select array_agg(p.id order by p.position) from page p), '{}') as ids,
      (select count(*)::int from found) as total, ${found.isCapped} as is_capped, ${found.isWhole} as is_whole,
      coalesce((select jsonb_agg(jsonb_build_object('kind', c.kind, 'value', c.value, 'n', c.n) order by c.n desc, c.value)
        from counted c), '[]') as facets`
}

const STATE = sql`case when k.status = 'ended' then 'ended' when k.approved_at is null then 'unapproved' else 'in_force' end`
const BAND = sql`case ${sql.join(
  AMOUNT_BANDS.map(({ band, belowFen }) =>
    belowFen === null ? sql`else ${band}::text` : sql`when k.amount_fen < ${belowFen} then ${band}`,
  ),
  sql` `,
)} end`

function narrowing(search: ContractSearch): RawBuilder<unknown>[] {
  const { state, year, responsibleId, customerId, band, fromFen, toFen, signedFrom, signedTo } = search
  const limits = AMOUNT_BANDS.find((one) => one.band === band)
  return [
    ...(state ? [sql`${STATE} = ${state}`] : []),
    ...(year === 'none' ? [sql`k.signed_on is null`] : []),
    ...(year && year !== 'none' ? [sql`k.signed_on between ${`${year}-01-01`} and ${`${year}-12-31`}`] : []),
    ...(responsibleId ? [sql`k.responsible_id = ${responsibleId}`] : []),
    ...(customerId ? [sql`k.customer_id = ${customerId}`] : []),
    ...(limits ? [sql`k.amount_fen >= ${limits.fromFen}`] : []),
    ...(limits?.belowFen ? [sql`k.amount_fen < ${limits.belowFen}`] : []),
    ...(fromFen === undefined ? [] : [sql`k.amount_fen >= ${fromFen}`]),
    ...(toFen === undefined ? [] : [sql`k.amount_fen <= ${toFen}`]),
    ...(signedFrom ? [sql`k.signed_on >= ${signedFrom}`] : []),
    ...(signedTo ? [sql`k.signed_on <= ${signedTo}`] : []),
  ]
}

/** The words around each hit, for the few contracts of one page. */
async function findHits(ctx: ReadCtx, ids: readonly string[], terms: readonly ArchiveTerm[]) {
  const hits = new Map<string, { place: ArchivePlace; before: string; hit: string; after: string }[]>()
  if (terms.length === 0 || ids.length === 0) return hits
  const words = terms.map((term) => sql`strpos(x.folded, ${term.text}) > 0`)
  const { rows } = await sql<{ contract_id: string; place: ArchivePlace; said: string }>`
    select u.contract_id, u.place, x.said from archive_use u join archive_text x on x.org_id = u.org_id and x.id = u.text_id
    where u.org_id = ${ctx.orgId} and u.contract_id = any(${[...ids]}::uuid[]) and (${sql.join(words, sql` or `)})
    order by u.contract_id, u.text_id`.execute(ctx.db)
  for (const { contract_id, place, said } of rows) {
    const excerpt = excerptOf(said, terms)
    if (excerpt) hits.set(contract_id, [...(hits.get(contract_id) ?? []), { place, ...excerpt }])
  }
  return hits
}

async function shapeFacets(ctx: ReadCtx, facets: readonly Facet[]) {
  const of = (kind: Facet['kind']) => facets.filter((facet) => facet.kind === kind)
  const people = of('person').slice(0, PEOPLE_SHOWN)
  const names = await namesOf(
    ctx,
    people.flatMap(({ value }) => (value === null ? [] : [value])),
  )
  return {
    states: of('state').map(({ value, n }) => ({ state: value as ContractState, n })),
    years: of('year')
      .map(({ value, n }) => ({ year: value ?? 'none', n }))
      .sort((a, b) => b.year.localeCompare(a.year)),
    people: people.flatMap(({ value, n }) => {
      const name = value === null ? undefined : names.get(value)
      return value !== null && name !== undefined ? [{ id: value, name, n }] : []
    }),
    bands: AMOUNT_BANDS.flatMap(({ band }) => of('band').filter(({ value }) => value === band)).map(
      ({ value, n }) => ({ band: value as AmountBand, n }),
    ),
    places: of('place')
      .filter(({ value }) => value !== null)
      .map(({ value, n }) => ({ place: ARCHIVE_PLACES[Number(value) - 1]!, n })),
  }
}

const STATES: readonly ContractState[] = ['in_force', 'unapproved', 'ended']

type Shaped = Awaited<ReturnType<typeof shapeFacets>>

/** What the newest do not have may be had by the others all the same: it is offered, without a number. */
async function withUncounted(ctx: ReadCtx, facets: Shaped): Promise<Shaped> {
  const { rows } = await sql<{ year: number }>`
    select extract(year from k.signed_on)::int as year from contract k
    where k.org_id = ${ctx.orgId} and k.voided_at is null and k.signed_on is not null and ${contractScope(ctx, 'contract.read')}
    order by k.signed_on limit 1`.execute(ctx.db)
  const newest = facets.years.map(({ year }) => Number(year)).find((year) => !Number.isNaN(year))
  const oldest = rows[0]?.year ?? newest
  const span = newest === undefined || oldest === undefined ? 0 : newest - oldest + 1
  const years = Array.from({ length: span }, (_, back) => String(newest! - back))
  const counted = (year: string) => facets.years.find((one) => one.year === year) ?? { year, n: 0 }
  const places = ARCHIVE_PLACES.filter((place) => !facets.places.some((one) => one.place === place))
  return {
    ...facets,
    years: [...facets.years.filter(({ year }) => !years.includes(year)), ...years.map(counted)],
    states: STATES.map((state) => facets.states.find((one) => one.state === state) ?? { state, n: 0 }),
    bands: AMOUNT_BANDS.map(({ band }) => facets.bands.find((one) => one.band === band) ?? { band, n: 0 }),
    places: [...facets.places, ...places.map((place) => ({ place, n: 0 }))],
  }
}

async function namesOf(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('app_user')
    .select(['id', 'name'])
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
