import { type RawBuilder, sql } from 'kysely'
import { ARCHIVE_PLACES, type ArchivePlace, type ArchiveTerm } from '../../../core/contract/archive.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { matchingCustomerIds } from '../customers/index.ts'
import { type LocatedTerm, placesOf, textsWith } from './archive-places.ts'

/**
 * Two ways to what has the words (decision 0023). Gathered: all places of each word, by the word; bounded: of
 * one word, unless it has `MANY`. Walked: contracts one by one, the newest first, and what stands in each, by
 * the contract; `lead`: only those that have this word; bounded: no more than `VISITED_MAX` of them, and no
 * more than `FOUND_MAX` found.
 */
export type Way =
  | { kind: 'gather'; isBounded: boolean }
  | { kind: 'walk'; lead: number | null; isBounded: boolean }
export const GATHER: Way = { kind: 'gather', isBounded: false }
/** One word says while it is gathered that it has too many places; nothing is counted before. */
const ONE_WORD: Way = { kind: 'gather', isBounded: true }

/** So many are found and counted at most when a word stands nearly everywhere. */
export const FOUND_MAX = 1_000
/** So many contracts are gone through for them. */
const VISITED_MAX = 6_000

/** With fewer places a word leads: whatever has it is gone through to the end. */
const RARE = 2_000
/** With more places than this they are not gathered while the newest contracts may do. */
const MANY = 40_000

/** With no more sentences than this a word goes on with them, and they are not looked up again. */
const LOCATED_MAX = 200

type Looked = { places: number; ids: string[] | null }

/** Places of each word are counted no further than matters; its sentences are looked up once for that. */
export async function chooseWay(
  ctx: ReadCtx,
  terms: readonly ArchiveTerm[],
): Promise<{ way: Way; terms: readonly LocatedTerm[] }> {
  if (terms.length === 0) return { way: GATHER, terms }
  if (terms.length === 1) return { way: ONE_WORD, terms }
  const { rows } = await sql<Looked>`${sql.join(
    terms.map((term) => look(ctx, term)),
    sql` union all `,
  )}`.execute(ctx.db)
  const places = rows.map((row) => row.places)
  const located = terms.map((term, index) => {
    const textIds = rows[index]!.ids
    return textIds === null ? term : { ...term, textIds }
  })
  return { way: wayBy(places), terms: located }
}

function look(ctx: ReadCtx, term: ArchiveTerm): RawBuilder<unknown> {
  const texts = sql`select t.id from texts t`
  const isMany = sql`(select count(*) from texts) >= ${MANY}`
  const isFew = sql`(select count(*) from texts) <= ${LOCATED_MAX}`
  return sql`(with texts as materialized (select t.id from (${textsWith(ctx, term)}) t limit ${MANY})
    select case when ${isMany} then ${MANY}::int
        else (select count(*)::int from (select 1 from (${placesOf(ctx, term, texts)}) p limit ${MANY}) p) end as places,
      case when ${isFew} then array(${texts}) end as ids)`
}

function wayBy(places: readonly number[]): Way {
  const fewest = Math.min(...places)
  const lead = fewest < MANY ? places.indexOf(fewest) : null
  return { kind: 'walk', lead, isBounded: fewest >= RARE }
}

/**
 * When something was left out on the first. Few of the newest have the words where a walk finds too little:
 * then all their places are fewer than what stands in all contracts.
 */
export function nextWay(way: Way): Way {
  return way.kind === 'gather' ? { kind: 'walk', lead: null, isBounded: true } : GATHER
}

type Wanted = { where: RawBuilder<unknown>; columns: RawBuilder<unknown>; place: ArchivePlace | undefined }

/** What has all the words, each contract once with the most telling of its places as `rank`. */
export function foundBy(ctx: ReadCtx, terms: readonly LocatedTerm[], way: Way, wanted: Wanted) {
  if (way.kind === 'gather' && way.isBounded) return gatheredUnlessMany(ctx, terms[0]!, wanted)
  if (terms.length === 0 || way.kind === 'gather')
    return { before: sql``, all: gathered(ctx, terms, wanted), isCapped: sql`false`, isWhole: sql`true` }
  const { before, walked, visited } = walk(ctx, terms, way, wanted)
  if (!way.isBounded) return { before, all: walked, isCapped: sql`false`, isWhole: sql`true` }
  const isCapped = sql`(select count(*) from walked) > ${FOUND_MAX}`
  return {
    before: sql`${before} walked as materialized (${walked}
      order by c.signed_on desc nulls first, c.id desc limit ${FOUND_MAX + 1}),`,
    all: sql`select w.* from walked w order by w.signed_on desc nulls first, w.id desc limit ${FOUND_MAX}`,
    isCapped,
    isWhole: sql`case when ${isCapped} then true else (select count(*) from (${visited}) v) < ${VISITED_MAX} end`,
  }
}

function gathered(ctx: ReadCtx, terms: readonly LocatedTerm[], { where, columns, place }: Wanted) {
  if (terms.length === 0) return sql`select ${columns}, null::int as rank from contract k where ${where}`
  const each = terms.map(
    (term) => sql`select p.contract_id, min(${rankOf(sql`p.place`)}) as rank
      from (${placesOf(ctx, term)}) p group by p.contract_id`,
  )
  const all = sql`select e.contract_id, min(e.rank) as rank from (${sql.join(each, sql` union all `)}) e
    group by e.contract_id having count(*) = ${each.length}`
  return sql`select ${columns}, w.rank from contract k join (${each.length === 1 ? each[0]! : all}) w
    on w.contract_id = k.id where ${where} ${place ? sql`and w.rank = ${numberOf(place)}` : sql``}`
}

/** Sentences and places of one word are read no further than `MANY`; with so many nothing else is done. */
function gatheredUnlessMany(ctx: ReadCtx, term: LocatedTerm, { where, columns, place }: Wanted) {
  const texts = sql`select t.id from texts t where (select count(*) from texts) < ${MANY}`
  const isFew = sql`(select count(*) from texts) < ${MANY} and (select count(*) from places) < ${MANY}`
  return {
    before: sql`texts as materialized (select t.id from (${textsWith(ctx, term)}) t limit ${MANY}),
      places as materialized (select * from (${placesOf(ctx, term, texts)}) p limit ${MANY}),`,
    all: sql`select ${columns}, w.rank from contract k join (
        select p.contract_id, min(${rankOf(sql`p.place`)}) as rank from places p where ${isFew} group by p.contract_id) w
      on w.contract_id = k.id where ${where} ${place ? sql`and w.rank = ${numberOf(place)}` : sql``}`,
    isCapped: sql`false`,
    isWhole: isFew,
  }
}

function walk(
  ctx: ReadCtx,
  terms: readonly LocatedTerm[],
  { lead, isBounded }: Extract<Way, { kind: 'walk' }>,
  { where, columns, place }: Wanted,
) {
  const led =
    lead === null
      ? sql``
      : sql`and k.id = any(array(select p.contract_id from (${placesOf(ctx, terms[lead]!)}) p))`
  const visited = (what: RawBuilder<unknown>) => sql`select ${what} from contract k where ${where} ${led}
    ${isBounded ? sql`order by k.signed_on desc nulls first, k.id desc limit ${VISITED_MAX}` : sql``}`
  const texts = terms.map((_, index) => sql.id(`texts${index}`))
  const ranks = terms.map((_, index) => sql.ref(`r.r${index}`))
  const best = sql`least(${sql.join(ranks)})`
  const has = ranks.map((rank) => sql`${rank} is not null`)
  return {
    before: sql`${sql.join(terms.map((term, index) => sql`${texts[index]} (id) as materialized (${textsWith(ctx, term)})`))},`,
    visited: visited(sql`1`),
    // Within a CASE the sentences are hashed once; as a condition they would be joined anew each time.
    // Without OFFSET a rank would be worked out once for each time it is named.
    walked: sql`select c.id, c.signed_on, c.state, c.year, c.responsible_id, c.band, ${best} as rank
      from (${visited(sql`${columns}, k.customer_id, k.amount_fen, k.original_minor`)}) c
      cross join lateral (select ${sql.join(
        texts.map(
          (text, index) =>
            sql`min(case when u.text_id in (select t.id from ${text} t) then ${rankOf(sql`u.place`)} end) as ${sql.id(`u${index}`)}`,
        ),
      )} from archive_use u where u.org_id = ${ctx.orgId} and u.contract_id = c.id) u
      cross join lateral (select ${sql.join(terms.map((term, index) => besideTexts(ctx, term, index)))} offset 0) r
      where ${sql.join(has, sql` and `)} ${place ? sql`and ${best} = ${numberOf(place)}` : sql``}`,
  }
}

/** The rank of a word in one contract, with its party and its amounts beside what is written. */
function besideTexts(ctx: ReadCtx, term: ArchiveTerm, index: number): RawBuilder<unknown> {
  const party = sql`case when c.customer_id in (${matchingCustomerIds(ctx, term.text)}) then ${numberOf('party')}::int end`
  const amount =
    term.amountFen === null
      ? sql`null::int`
      : sql`case when c.amount_fen = ${term.amountFen} or c.original_minor = ${term.amountFen} or exists (select 1 from contract_node n
          where n.org_id = ${ctx.orgId} and n.contract_id = c.id and n.amount_fen = ${term.amountFen}) then ${numberOf('amount')}::int end`
  return sql`least(${sql.ref(`u.u${index}`)}, ${party}, ${amount}) as ${sql.id(`r${index}`)}`
}

function rankOf(place: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`array_position(${[...ARCHIVE_PLACES]}::text[], ${place})`
}

function numberOf(place: ArchivePlace): number {
  return ARCHIVE_PLACES.indexOf(place) + 1
}
