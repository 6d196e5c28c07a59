import { createHash } from 'node:crypto'
import type { BacktestReport } from '../../../api/backtest.ts'
import type { TemplateRecord, TemplateRecords } from '../../../core/backtest/template-records.ts'
import { type Day, startOfDay } from '../../../core/calendar.ts'
import { RULE_TEMPLATES } from '../../../core/watch/rule-templates.ts'
import { runBacktest } from '../../modules/backtest/index.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { DEMO_SEED } from './ensure-demo.ts'

/** The day on which the history of the measured company ends; any day would do, but one and the same. */
export const MEASURED_ON: Day = '2026-11-23'
export const MEASURED_AT = startOfDay(MEASURED_ON) + 10 * 3_600_000

/** Of all that the figures rest on and can be named: what the templates ask, which company, which day. */
export function templatesFingerprint(): string {
  const asked = RULE_TEMPLATES.map(
    ({ rule: { title: _title, note: _note, playbook: _todo, ...rule } }) => rule,
  )
  return createHash('sha256')
    .update(JSON.stringify([DEMO_SEED, MEASURED_ON, asked]))
    .digest('hex')
    .slice(0, 16)
}

/** Backtests templates on the example company, as their cards in the product would be made. */
export async function measureTemplates(ctx: ReadCtx, codes?: readonly string[]): Promise<TemplateRecords> {
  const records: Record<string, TemplateRecord> = {}
  for (const { rule } of RULE_TEMPLATES) {
    if (codes && !codes.includes(rule.code)) continue
    const report = await runBacktest(ctx, { rule: { ...rule, version: 1 }, wish: { thresholds: [] } })
    records[rule.code] = recordOf(report!)
  }
  return { fingerprint: templatesFingerprint(), records }
}

function recordOf(report: BacktestReport): TemplateRecord {
  const { from, to, outcome, verdict, raised, alerts, truePositive, falsePositive, missed, events } = report
  const { lift, perWeekPerPerson } = report
  return {
    from,
    to,
    outcome,
    verdict,
    raised,
    alerts,
    truePositive,
    falsePositive,
    missed,
    events,
    lift: lift === null ? null : rounded(lift),
    perWeekPerPerson: rounded(perWeekPerPerson),
    leadDays: leadOf(report),
  }
}

function leadOf({ leadDays }: BacktestReport): TemplateRecord['leadDays'] {
  if (leadDays === null) return null
  const { p25, median, p75, mean } = leadDays
  return { p25, median, p75, mean: rounded(mean) }
}

/** More digits would claim more than a year of one company knows. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
