import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { moneyAtRisk } from '../../../core/watch/evaluate.ts'
import { explain } from '../../../core/watch/explain.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { quietMetric } from '../../../core/watch/metrics-source.ts'
import { assign } from '../../../core/watch/responsible.ts'
import { metricsOf } from '../../../core/watch/rule.ts'
import type { Transition } from '../../../core/watch/step.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, atOrNull, json } from '../../platform/db.ts'
import { type AlertDraft, type Played, ruleOfVersion, type Setting } from './alert-draft.ts'
import { lateOf } from './late-sources.ts'
import type { StoredRule } from './rule-rows.ts'
import type { SubjectSets } from './subjects.ts'

/** A warning that waited, from its beginning or from its end. */
type Waiting = { played: Played; begun: Transition | null; ended: Transition | null; heldAt: Instant }

/** What began or ended waiting for its data in these sweeps. */
export function waitingOf(played: readonly Played[]): Waiting[] {
  return played.flatMap((one) => {
    const all: Waiting[] = []
    for (const transition of one.transitions) {
      const { kind, openedAt, withheldSince } = transition
      if (kind === 'withheld') all.push({ played: one, begun: transition, ended: null, heldAt: openedAt })
      const heldAt = kind === 'refuted' ? openedAt : kind === 'opened' ? withheldSince : undefined
      if (heldAt === undefined) continue
      const own = all.find((waiting) => waiting.heldAt === heldAt)
      if (own) own.ended = transition
      else all.push({ played: one, begun: null, ended: transition, heldAt })
    }
    return all
  })
}

/** Keeps what waits and how it ended, after the alerts that came of it are there (C208). */
export async function saveWaiting(
  ctx: WriteCtx,
  waiting: readonly Waiting[],
  { drafts, setting }: { drafts: readonly AlertDraft[]; setting: Setting },
): Promise<void> {
  for (const one of waiting) {
    const { played, ended, begun, heldAt } = one
    const alertId = ended?.kind === 'opened' ? (alertOf(drafts, played, ended)?.id ?? null) : null
    const end = ended && {
      ended_at: at(ended.at),
      outcome: ended.kind === 'opened' ? 'told' : 'refuted',
      alert_id: alertId,
    }
    if (begun) {
      await ctx.db
        .insertInto('alert_withheld')
        .values({ ...rowOf(ctx, played, begun, setting), ...(end ?? {}) })
        // Evaluated from scratch once more, it waits as it did.
        .onConflict((conflict) =>
          conflict.columns(['org_id', 'rule_id', 'subject_id']).where('ended_at', 'is', null).doNothing(),
        )
        .execute()
    } else if (end)
      await ctx.db
        .updateTable('alert_withheld')
        .set(end)
        .where('org_id', '=', ctx.orgId)
        .where('rule_id', '=', played.stored.id)
        .where('subject_id', '=', played.subject.id)
        .where('held_at', '=', at(heldAt))
        .execute()
  }
}

function alertOf(drafts: readonly AlertDraft[], { stored, subject }: Played, { at: openedAt }: Transition) {
  return drafts.find(
    (draft) => draft.ruleId === stored.id && draft.subject.id === subject.id && draft.openedAt === openedAt,
  )
}

function rowOf(ctx: WriteCtx, { stored, subject, history }: Played, begun: Transition, setting: Setting) {
  const { finding } = begun
  const rule = ruleOfVersion(stored, begun.ruleVersion)
  const late = [...finding.leaves, ...finding.clearLeaves].find((leaf) => leaf.apparent !== undefined)!.late!
  return {
    org_id: ctx.orgId,
    id: newId(begun.at),
    rule_id: stored.id,
    rule_version: rule.version,
    mode: rule.mode,
    subject_kind: rule.subject,
    subject_id: subject.id,
    customer_id: subject.customerId,
    responsible_id: assign(setting.staff.directory, rule.responsible, subject, setting.tick).userId,
    severity: rule.severity,
    source: late.source,
    data_on: late.lastOn,
    money_fen: moneyAtRisk(finding.moneyFen),
    explanation: json(explain(rule, finding, history, begun.at)),
    held_at: at(begun.at),
    held_until: at(late.heldTo),
    recorded_at: at(ctx.tick),
    ended_at: atOrNull(null),
  }
}

/**
 * Whatever waits, stands or is open by rules that look at a source which has delivered again since the last
 * evaluation: it is looked at anew, and the company with it, whose alert about the source ends.
 */
export async function claimFed(
  ctx: WriteCtx,
  rules: readonly StoredRule[],
  before: Instant | null,
): Promise<{ kind: SubjectKind; id: string }[]> {
  if (before === null) return []
  const ended = [...(await lateOf(ctx)).values()]
    .flat()
    .flatMap(({ source, until }) =>
      until !== null && until > before && until <= ctx.tick ? [{ source, until }] : [],
    )
  if (ended.length === 0) return []
  const newest = Math.max(...ended.map(({ until }) => until))
  const sources = new Set(ended.map(({ source }) => source))
  const looksAt = ({ current }: StoredRule) =>
    metricsOf(current).some(
      (metric) =>
        [...sources].some((source) => quietMetric(source) === metric) ||
        metricDef(current.subject, metric)?.restsOn?.some(({ source }) => sources.has(source)),
    )
  const ids = rules.filter(looksAt).map(({ id }) => id)
  if (ids.length === 0) return []
  const { rows } = await sql<{ kind: SubjectKind; id: string }>`
    select distinct subject_kind as kind, subject_id as id from watch_state
    where org_id = ${ctx.orgId} and rule_id = any(${ids}::uuid[])
      and state ->> 'phase' in ('withheld', 'open', 'standing') and evaluated_to < ${at(newest)}`.execute(
    ctx.db,
  )
  return rows
}

/** Adds them to what has been claimed already. */
export function addFed(sets: SubjectSets, fed: readonly { kind: SubjectKind; id: string }[]): void {
  for (const { kind, id } of fed) sets.set(kind, (sets.get(kind) ?? new Set()).add(id))
}
