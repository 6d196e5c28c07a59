import { sql } from 'kysely'
import type { MissReport } from '../../../api/misses.ts'
import {
  foreseenBy,
  LOSS_KINDS,
  LOSSES,
  type Loss,
  type LossKind,
  type Warning,
} from '../../../core/backtest/miss.ts'
import { type Day, dayFromNumber, dayNumber, startOfDay } from '../../../core/calendar.ts'
import { type DayIndex, dayIndexOf } from '../../../core/watch/day-index.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { loadStaff } from '../identity/index.ts'
import { loadRules, loadSubjects, type SubjectInfo, subjectsEver } from '../watch/index.ts'
import { loadCases } from './cases.ts'

export type Span = { from: Day; to: Day }
export type FoundLoss = { loss: Loss; row: MissReport['losses'][number] }

const CHUNK = 2_000
/** A deal is worth a report when three of four were smaller. */
const KEY_SHARE = 0.75
/** The earliest day on which a warning can still be about a loss of the span's first day. */
const LONGEST = Math.max(...Object.values(LOSSES).map(({ withinDays }) => withinDays))

/** Everything that went wrong in the span, with the warning that foresaw it, if any did. */
export async function findLosses(ctx: ReadCtx, span: Span): Promise<{ found: FoundLoss[]; keyFen: number }> {
  const keyFen = await keyAmount(ctx, span)
  const warnings = await loadWarnings(ctx, span)
  const { names } = await loadStaff(ctx)
  const found: FoundLoss[] = []
  for (const kind of LOSS_KINDS) {
    const { subject, outcome } = LOSSES[kind]
    const all = await subjectsEver(ctx, subject)
    const [from, observedTo] = [dayNumber(span.from), dayNumber(span.to)]
    for (let first = 0; first < all.length; first += CHUNK) {
      const ids = all.slice(first, first + CHUNK)
      const cases = await loadCases(ctx, { kind: subject, ids, spec: outcome, from, observedTo })
      const bad = ids.flatMap((id) =>
        (cases.get(id) ?? []).flatMap(({ badOn, valueFen }) =>
          badOn !== null && badOn >= from && badOn <= observedTo ? [{ id, on: badOn, valueFen }] : [],
        ),
      )
      const subjects = await loadSubjects(ctx, subject, [...new Set(bad.map(({ id }) => id))])
      for (const one of bad) {
        const info = subjects.get(one.id)
        if (!info || (kind === 'deal-lost' && one.valueFen < keyFen)) continue
        found.push(lossOf(kind, { ...one, info }, { warnings, names }))
      }
    }
  }
  return { found, keyFen }
}

type Bad = { on: DayIndex; valueFen: number; info: SubjectInfo }
type Told = Warning & { code: string; title: { zh: string; en: string } }
type Known = { warnings: ReadonlyMap<string, Told[]>; names: ReadonlyMap<string, string> }

function lossOf(kind: LossKind, { on, valueFen, info }: Bad, { warnings, names }: Known): FoundLoss {
  const loss: Loss = { kind, subjectId: info.id, customerId: info.customerId, on }
  const near = [...(warnings.get(info.id) ?? []), ...(warnings.get(info.customerId ?? '') ?? [])]
  const first = foreseenBy(loss, near)
  const { responsibleId, customerId } = info
  return {
    loss,
    row: {
      kind,
      subject: { kind: LOSSES[kind].subject, id: info.id, label: info.label },
      customer: customerId === null ? null : { id: customerId, name: info.customerName ?? '' },
      responsible:
        responsibleId === null ? null : { id: responsibleId, name: names.get(responsibleId) ?? '' },
      on: dayFromNumber(on),
      valueFen: Math.round(valueFen),
      foreseen: first && { code: first.code, title: first.title, leadDays: on - first.on },
    },
  }
}

/** What people were told, by what it was about; a rule on trial told nobody. */
async function loadWarnings(ctx: ReadCtx, span: Span): Promise<Map<string, Told[]>> {
  const rules = new Map((await loadRules(ctx)).map((rule) => [rule.id, rule.current]))
  const { rows } = await sql<{ rule_id: string; subject_id: string; opened_at: number }>`
    select rule_id, subject_id, opened_at from alert
    where org_id = ${ctx.orgId} and mode = 'on' and subject_kind in ('instalment', 'deal', 'customer')
      and opened_at >= ${at(startOfDay(dayFromNumber(dayNumber(span.from) - LONGEST)))}`.execute(ctx.db)
  const told = rows.flatMap((row): Told[] => {
    const rule = rules.get(row.rule_id)
    if (!rule) return []
    const on = dayIndexOf(row.opened_at)
    return [{ rule, subjectId: row.subject_id, on, code: rule.code, title: rule.title }]
  })
  return Map.groupBy(told, (row) => row.subjectId)
}

async function keyAmount(ctx: ReadCtx, span: Span): Promise<number> {
  const { rows } = await sql<{ fen: number | null }>`
    select percentile_disc(${KEY_SHARE}) within group (order by amount_fen)::float8 as fen from deal
    where org_id = ${ctx.orgId} and voided_at is null and outcome <> 'open' and amount_fen > 0
      and closed_on between ${span.from} and ${span.to}`.execute(ctx.db)
  return rows[0]?.fen ?? 0
}
