import { sql } from 'kysely'
import type { Instant } from '../../src/core/calendar.ts'
import { type Episode, replay } from '../../src/server/modules/watch/replay.ts'
import { loadRules } from '../../src/server/modules/watch/rule-rows.ts'
import type { ReadCtx } from '../../src/server/platform/context.ts'

/** Every stored alert as a line: which, when it opened and cleared, whether it is still the engine's. */
export async function storedAlerts(ctx: ReadCtx): Promise<string[]> {
  const { rows } = await sql<{
    code: string
    subject: string
    opened: Instant
    cleared: Instant | null
    open: boolean
  }>`
    select rule_code as code, subject_id as subject, opened_at as opened, cleared_at as cleared,
      cleared_at is null and resolved_by is null as open
    from alert where org_id = ${ctx.orgId}`.execute(ctx.db)
  return rows.map((row) => line(row.code, row.subject, [row.opened, row.cleared], row.open)).sort()
}

/** The same lines as a replay from scratch tells them, up to where evaluation has come. */
export async function replayedAlerts(
  ctx: ReadCtx,
): Promise<{ lines: string[]; episodes: Episode[]; to: Instant }> {
  const { evaluated_to: to } = await ctx.db
    .selectFrom('watch_cursor')
    .select('evaluated_to')
    .where('org_id', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  const episodes = await replay(ctx, { rules: await loadRules(ctx), to, people: true })
  const lines = episodes.map((one) =>
    line(one.rule.code, one.subject.id, [one.openedAt, one.clearedAt], one.isOpen),
  )
  return { lines: lines.sort(), episodes, to }
}

function line(code: string, subject: string, times: (Instant | null)[], isOpen: boolean): string {
  const texts = times.map((at) => (at === null ? '-' : new Date(at).toISOString()))
  return [code, subject, ...texts, isOpen ? 'open' : 'over'].join(' ')
}
