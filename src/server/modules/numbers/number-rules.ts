import { sql } from 'kysely'
import { dayOf } from '../../../core/calendar.ts'
import {
  acceptTyped,
  checkPattern,
  DEFAULT_PATTERNS,
  NUMBERED_KINDS,
  type NumberedKind,
  type NumberPatterns,
  numberText,
  OUTGROWN_DIGITS,
  seriesOf,
} from '../../../core/document/number-pattern.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { invalid, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadSetting, saveSetting } from '../../platform/org-settings.ts'

const SETTING = 'document-numbers'

export async function loadPatterns(ctx: ReadCtx): Promise<NumberPatterns> {
  return { ...DEFAULT_PATTERNS, ...((await loadSetting(ctx, SETTING)) as Partial<NumberPatterns> | null) }
}

export async function savePatterns(ctx: WriteCtx, wanted: NumberPatterns): Promise<void> {
  for (const kind of NUMBERED_KINDS) {
    const checked = checkPattern(wanted[kind])
    if (!checked.ok) throw invalid(checked.code, { fields: [{ path: kind }], pattern: wanted[kind] })
  }
  await saveSetting(ctx, SETTING, wanted)
  await recordEvent(ctx, {
    kind: 'numbers.changed',
    subject: { kind: 'org', id: ctx.orgId },
    summary: wanted,
  })
}

/**
 * The number of a new document: the next one of the company's series, or what was typed because the paper has
 * its own. Whoever writes holds the organisation's tick until commit, so two never get one number, and what
 * was rolled back has used none up (C082).
 */
export async function giveNumber(
  ctx: WriteCtx,
  kind: NumberedKind,
  typed: string | null | undefined,
): Promise<string> {
  const series = await currentSeries(ctx, kind)
  const own = typed?.trim()
  if (!own) return numberText(series, series.last + 1)
  const accepted = acceptTyped(series, series.last, own)
  if (!accepted.ok) throw refused(accepted)
  return own
}

export type CurrentSeries = { prefix: string; width: number; last: number }

/** The series that runs today, and its last serial; what was taken back keeps its number. */
export async function currentSeries(ctx: ReadCtx, kind: NumberedKind): Promise<CurrentSeries> {
  const { prefix, width } = seriesOf((await loadPatterns(ctx))[kind], dayOf(ctx.now))
  const rest = sql`substring(d.number from ${prefix.length + 1}::int)`
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(case when length(${rest}) = ${width}::int or ${rest} not like '0%' then ${rest}::bigint end), 0)::float8 as last
    from (${numbersOf(ctx, kind)}) d
    where starts_with(d.number, ${prefix}) and ${rest} ~ ${`^[0-9]{${width},${width + OUTGROWN_DIGITS}}$`}`.execute(
    ctx.db,
  )
  return { prefix, width, last: rows[0]!.last }
}

function numbersOf(ctx: ReadCtx, kind: NumberedKind) {
  switch (kind) {
    case 'quote':
      return sql`select external_code as number from quote where org_id = ${ctx.orgId} and external_code is not null`
    case 'order':
      return sql`select number from sales_order where org_id = ${ctx.orgId}`
    case 'contract':
      return sql`select number from contract where org_id = ${ctx.orgId}`
  }
}
