import { type RawBuilder, sql } from 'kysely'

type Span = { at: RawBuilder<unknown>; until: RawBuilder<unknown> }

/**
 * When something held (columns at, until) and none of what came after it did. What came later may be taken
 * back: from then on the earlier holds again, as if nothing had come after it. `later`: rows of (at, until).
 */
export function spansAlone({ at, until }: Span, later: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select lower(r) as at, upper(r) as until from unnest(
      case when ${until} is null or ${until} > ${at} then tstzmultirange(tstzrange(${at}, ${until})) else '{}' end
        - coalesce((select range_agg(tstzrange(l.at, l.until)) from (${later}) l where l.until is null or l.until > l.at), '{}')) r)`
}
