import { type RawBuilder, sql } from 'kysely'
import type { ArchiveTerm } from '../../../core/contract/archive.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { matchingCustomerIds } from '../customers/index.ts'

/** A word whose sentences were looked up already, where they are few. */
export type LocatedTerm = ArchiveTerm & { textIds?: readonly string[] }

/**
 * Where one word stands, as rows of contract_id and place: in what is written, in the name of the
 * customer, as an amount. Only equality is asked of the keys: nothing else uses an index under row-level
 * security (see 0056). The sentences are gathered first and looked up one by one: joined, every place of
 * every contract would be gone through.
 */
export function placesOf(
  ctx: ReadCtx,
  term: LocatedTerm,
  texts: RawBuilder<unknown> = textsWith(ctx, term),
): RawBuilder<unknown> {
  const places = [
    sql`select u.contract_id, u.place from archive_use u
      where u.org_id = ${ctx.orgId} and u.text_id = any(array(${texts}))`,
    sql`select m.id, 'party' from contract m
      where m.org_id = ${ctx.orgId} and m.customer_id in (${matchingCustomerIds(ctx, term.text)})`,
  ]
  if (term.amountFen !== null)
    places.push(
      sql`select m.id, 'amount' from contract m where m.org_id = ${ctx.orgId} and m.voided_at is null
        and m.amount_fen = ${term.amountFen}`,
      sql`select m.id, 'amount' from contract m where m.org_id = ${ctx.orgId} and m.voided_at is null
        and m.original_minor = ${term.amountFen}`,
      sql`select n.contract_id, 'amount' from contract_node n
        where n.org_id = ${ctx.orgId} and n.amount_fen = ${term.amountFen}`,
    )
  return sql.join(places, sql` union all `)
}

/** The sentences that have the word. */
export function textsWith(
  ctx: ReadCtx,
  { keys, prefix, isWhole, text, textIds }: LocatedTerm,
): RawBuilder<unknown> {
  if (textIds) return sql`select unnest(${[...textIds]}::uuid[]) as id`
  if (prefix !== null) {
    // Every character begins a key, and nothing sorts behind the last code point.
    return sql`select y.text_id as id from archive_key y
      where y.org_id = ${ctx.orgId} and y.key >= ${prefix} and y.key <= ${`${prefix}\u{10FFFF}`}`
  }
  const [first, ...others] = keys.map(
    (key) => sql`select y.text_id as id from archive_key y where y.org_id = ${ctx.orgId} and y.key = ${key}`,
  )
  const withAll = others.reduce<RawBuilder<unknown>>(
    (all, one) => sql`${all} and y.text_id in (${one})`,
    first!,
  )
  if (isWhole) return withAll
  return sql`select x.id from archive_text x
    where x.org_id = ${ctx.orgId} and x.id in (${withAll}) and strpos(x.folded, ${text}) > 0`
}
