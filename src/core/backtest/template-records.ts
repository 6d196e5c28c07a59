import type { Day } from '../calendar.ts'
import type { OutcomeSpec } from './outcome.ts'
import type { LeadDays, ModeReport } from './report.ts'
import kept from './template-records.json' with { type: 'json' }

/** What one rule template did at the example company in a year, one alert for each time it disturbs. */
export type TemplateRecord = Pick<
  ModeReport,
  'raised' | 'alerts' | 'truePositive' | 'falsePositive' | 'missed' | 'events' | 'lift' | 'perWeekPerPerson'
> & {
  verdict: ModeReport['verdict']
  outcome: OutcomeSpec | null
  from: Day
  to: Day
  leadDays: Omit<LeadDays, 'distribution'> | null
}

/** `fingerprint` is of the templates, the seed and the day: another one means that they were not measured. */
export type TemplateRecords = { fingerprint: string; records: Record<string, TemplateRecord> }

/** Measured and written by bench/rule-templates.ts; nobody types these figures. */
export const TEMPLATE_RECORDS = kept as unknown as TemplateRecords
