import { type RawBuilder, sql } from 'kysely'
import { searchAlternatives } from '../../../core/customer/name-key.ts'
import type { ReadCtx } from '../../platform/context.ts'

/**
 * The customers that a text may mean, as a subselect of ids; whether they may be seen is the caller's to
 * ask.
 */
export function matchingCustomerIds(ctx: ReadCtx, text: string): RawBuilder<unknown> {
  return sql`select c.id from customer c where c.org_id = ${ctx.orgId} and c.voided_at is null and ${matches(ctx, text)}`
}

/** By stored keys (bigrams, pinyin initials, phone tail, code); one character falls back to a prefix. */
export function matches(ctx: ReadCtx, text: string): RawBuilder<unknown> {
  const alternatives = searchAlternatives(text)
  if (alternatives.length === 0) return sql`c.name like ${startingWith(text)}`
  const candidates = alternatives.map((keys) => withKeys(ctx, keys))
  const found = sql`c.id in (${sql.join(candidates, sql` union `)})`
  // Short texts were asked for by all their keys: reading every stored array again would find the same.
  if (alternatives.every((keys) => spreadOf(keys).length === new Set(keys).size)) return found
  const exact = alternatives.map((keys) => sql`c.search_keys @> ${keys}::text[]`)
  return sql`${found} and (${sql.join(exact, sql` or `)})`
}

/** As `matches`, by the name and keys of then: `t` is customer `c` as it stood on a past day. */
export function matchedThen(ctx: ReadCtx, text: string): RawBuilder<unknown> {
  const alternatives = searchAlternatives(text)
  const found =
    alternatives.length === 0
      ? sql`t.name like ${startingWith(text)}`
      : sql.join(
          alternatives.map((keys) => sql`t.search_keys @> ${keys}::text[]`),
          sql` or `,
        )
  return sql`case when t.version = c.version then ${matches(ctx, text)} else (${found}) end`
}

/** Three keys of the first, the middle and the end of a text. */
function spreadOf(keys: readonly string[]): string[] {
  return [...new Set([keys[0]!, keys[Math.floor(keys.length / 2)]!, keys.at(-1)!])]
}

/**
 * Who has some of the keys, by equality: containment in the stored array would not use its index under
 * row-level security. Three keys spread over the text leave few enough to compare whole.
 */
function withKeys(ctx: ReadCtx, keys: readonly string[]): RawBuilder<unknown> {
  const [first, ...others] = spreadOf(keys).map(
    (key) => sql`select customer_id from customer_search_key where org_id = ${ctx.orgId} and key = ${key}`,
  )
  return others.reduce<RawBuilder<unknown>>((all, one) => sql`${all} and customer_id in (${one})`, first!)
}

function startingWith(text: string): string {
  return `${text.replace(/[\\%_]/g, '\\$&')}%`
}
