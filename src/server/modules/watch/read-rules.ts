import { sql } from 'kysely'
import type { RuleCard } from '../../../api/rules.ts'
import { DAY_MS } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { sharesBudget } from '../../../core/watch/budget.ts'
import { asksEnough } from '../../../core/watch/enough.ts'
import { knobsOf } from '../../../core/watch/knobs.ts'
import { asksChance } from '../../../core/watch/rule.ts'
import { ruleSentence } from '../../../text/watch.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { authorsOf, findRule, loadRules, type StoredRule, specOf } from './rule-rows.ts'

type Counts = {
  rule_id: string
  open_count: number
  open_fen: bigint
  fired_90d: number
  right: number
  false: number
  late: number
  useless: number
  standing: number
}

/** Rules as cards, those that fire most first (C112 C121 C134). */
export async function listRules(ctx: ReadCtx): Promise<{ rows: RuleCard[] }> {
  const rules = await loadRules(ctx)
  const counts = await countAlerts(ctx)
  const cards = rules.map((rule) => cardOf(ctx, rule, counts.get(rule.id)))
  const order = { on: 0, trial: 1, off: 2 }
  cards.sort((a, b) => order[a.mode] - order[b.mode] || b.openCount - a.openCount || a.severity - b.severity)
  return { rows: cards }
}

export async function getRule(ctx: ReadCtx, code: string) {
  const stored = await findRule(ctx, code)
  if (!stored) throw notFound('rule')
  const { rows } = await sql<{ version: number; recorded_at: number; name: string | null }>`
    select v.version, v.recorded_at, u.name from record_version v
    left join app_user u on u.org_id = v.org_id and u.id = v.actor
    where v.org_id = ${ctx.orgId} and v.entity = 'rule' and v.id = ${stored.id} order by v.version desc`.execute(
    ctx.db,
  )
  const authors = await authorsOf(ctx, code)
  return {
    card: await readCard(ctx, stored),
    spec: { ...specOf(stored.current), mode: stored.current.mode },
    versions: rows.map((row) => {
      const { rule } = stored.versions.find((version) => version.rule.version === row.version)!
      return {
        version: row.version,
        recordedAt: row.recorded_at,
        actor: row.name,
        sentence: ruleSentence(rule),
        mode: rule.mode,
        unproven: rule.unproven ?? null,
        proposedBy: authors.get(row.version) ?? null,
      }
    }),
  }
}

export async function readCard(ctx: ReadCtx, stored: StoredRule): Promise<RuleCard> {
  return cardOf(ctx, stored, (await countAlerts(ctx)).get(stored.id))
}

function cardOf(ctx: ReadCtx, { current, modeSince }: StoredRule, counts: Counts | undefined): RuleCard {
  const write = may(ctx.actor.roles, 'rule.write') || 'forbidden'
  return {
    code: current.code,
    version: current.version,
    title: current.title,
    sentence: ruleSentence(current),
    note: current.note ?? null,
    scope: current.scope,
    subject: current.subject,
    mode: current.mode,
    modeSince,
    digestOnly: current.digestOnly === true,
    severity: current.severity,
    responsible: current.responsible,
    informed: current.informed,
    knobs: knobsOf(current),
    asksEnough: asksEnough(current),
    chance: sharesBudget(current) ? 'budget' : asksChance(current) ? 'own' : null,
    openCount: counts?.open_count ?? 0,
    openMoneyFen: counts?.open_fen ?? 0n,
    firedCount90d: counts?.fired_90d ?? 0,
    verdicts90d: {
      right: counts?.right ?? 0,
      false: counts?.false ?? 0,
      late: counts?.late ?? 0,
      useless: counts?.useless ?? 0,
    },
    standingCount: counts?.standing ?? 0,
    can: { tune: write, save: write },
  }
}

async function countAlerts(ctx: ReadCtx): Promise<Map<string, Counts>> {
  const since = at(ctx.now - 90 * DAY_MS)
  const { rows } = await sql<Counts>`
    select r.id as rule_id, coalesce(a.open_count, 0) as open_count, coalesce(a.open_fen, 0)::bigint as open_fen,
      coalesce(a.fired_90d, 0) as fired_90d, coalesce(a."right", 0) as "right", coalesce(a."false", 0) as "false",
      coalesce(a.late, 0) as late, coalesce(a.useless, 0) as useless, coalesce(s.standing, 0) as standing
    from rule r
    left join (
      select rule_id, count(*) filter (where listed)::int as open_count,
        sum(at_risk_fen) filter (where listed)::bigint as open_fen,
        count(*) filter (where fired)::int as fired_90d,
        count(*) filter (where fired and verdict = 'right')::int as "right",
        count(*) filter (where fired and verdict = 'false')::int as "false",
        count(*) filter (where fired and verdict = 'late')::int as late,
        count(*) filter (where fired and verdict = 'useless')::int as useless
      from (select rule_id, verdict, at_risk_fen, opened_at > ${since} as fired,
          resolved_at is null and inhibited_since is null and (silenced_until is null or silenced_until <= ${at(ctx.now)}) as listed from alert where org_id = ${ctx.orgId}) a
      group by 1) a on a.rule_id = r.id
    left join (
      select rule_id, count(*)::int as standing from watch_state
      where org_id = ${ctx.orgId} and state ->> 'phase' = 'standing' group by 1) s on s.rule_id = r.id
    where r.org_id = ${ctx.orgId}`.execute(ctx.db)
  return new Map(rows.map((row) => [row.rule_id, row]))
}
