import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import type { Rule, RuleMode, RuleVersion } from '../../../core/watch/rule.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { ms } from '../../platform/metric-loader.ts'

/** A rule with all its versions: evaluation goes through each with the one that was in force. */
export type StoredRule = {
  id: string
  code: string
  current: Rule
  modeSince: Instant
  versions: RuleVersion[]
}

/** A rule as its row holds it: mode and version live in columns of their own. */
export type StoredSpec = Omit<Rule, 'version' | 'mode'>

type Row = {
  id: string
  code: string
  version: number
  mode: RuleMode
  spec: StoredSpec
  recorded_at: Instant
  mode_since: Instant
}

/**
 * All rules. The versions come from the version history the database keeps: the first is in force since the
 * rule's own `mode_since` (which may lie before its recording, when history is watched from the start), each
 * later one from its recording.
 */
export async function loadRules(ctx: ReadCtx): Promise<StoredRule[]> {
  const { rows } = await sql<Row>`
    select r.id, r.code, v.version, v.row ->> 'mode' as mode, v.row -> 'spec' as spec, ${ms('v.recorded_at')} as recorded_at,
      (extract(epoch from (v.row ->> 'mode_since')::timestamptz) * 1000)::float8 as mode_since
    from rule r join record_version v on v.org_id = r.org_id and v.entity = 'rule' and v.id = r.id::text
    where r.org_id = ${ctx.orgId} order by r.code, v.version`.execute(ctx.db)
  return [...Map.groupBy(rows, (row) => row.id).values()].map((versions) => {
    const last = versions.at(-1)!
    return {
      id: last.id,
      code: last.code,
      current: ruleOf(last),
      modeSince: last.mode_since,
      versions: versions.map((row, index) => ({
        from: index === 0 ? row.mode_since : row.recorded_at,
        rule: ruleOf(row),
      })),
    }
  })
}

export async function findRule(ctx: ReadCtx, code: string): Promise<StoredRule | undefined> {
  return (await loadRules(ctx)).find((rule) => rule.code === code)
}

function ruleOf(row: Pick<Row, 'spec' | 'version' | 'mode'>): Rule {
  return { ...row.spec, version: row.version, mode: row.mode }
}

export function specOf(rule: Rule): StoredSpec {
  const { version: _version, mode: _mode, ...spec } = rule
  return spec
}

/** Who had proposed each version that a second person accepted. */
export async function authorsOf(ctx: ReadCtx, code: string): Promise<ReadonlyMap<number, string>> {
  const { rows } = await sql<{ version: number; name: string }>`
    select p.written_version as version, u.name from rule_proposal p
    join app_user u on u.org_id = p.org_id and u.id = p.author
    where p.org_id = ${ctx.orgId} and p.rule_code = ${code} and p.state = 'accepted'`.execute(ctx.db)
  return new Map(rows.map(({ version, name }) => [version, name]))
}
