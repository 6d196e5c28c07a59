import type { z } from 'zod'
import type { listRuleTemplates, ruleTemplate } from '../../../api/rule-templates.ts'
import { FEWEST_EVENTS } from '../../../core/backtest/report.ts'
import { TEMPLATE_RECORDS, type TemplateRecord } from '../../../core/backtest/template-records.ts'
import type { Trade } from '../../../core/deal/pipeline-templates.ts'
import { RULE_TEMPLATES } from '../../../core/watch/rule-templates.ts'
import { backtestSentence, outcomeWords, VERDICT_TEXT } from '../../../text/backtest.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadSetting } from '../../platform/org-settings.ts'

/** The templates as they ship, those of the company's own trade first. */
export async function readTemplates(ctx: ReadCtx): Promise<z.input<typeof listRuleTemplates.reply>> {
  const trade = (await loadSetting(ctx, 'trade')) as Trade | null
  const isOthers = (one: Trade) => Number(one !== trade)
  const items = RULE_TEMPLATES.map(({ trade: of, why, rule }) => ({
    trade: of,
    why,
    spec: rule,
    record: told(TEMPLATE_RECORDS.records[rule.code]!),
  }))
  return { trade, items: items.sort((a, b) => isOthers(a.trade) - isOthers(b.trade)) }
}

/** How many times better than chance is as much a claim as a percentage: of few events none is made. */
function told(record: TemplateRecord): z.input<typeof ruleTemplate>['record'] {
  const { outcome, verdict, lift, events, perWeekPerPerson } = record
  return {
    sentence: backtestSentence(record, record),
    verdict,
    verdictText: VERDICT_TEXT[verdict],
    outcomeText: outcome ? outcomeWords(outcome) : { zh: '', en: '' },
    lift: events < FEWEST_EVENTS ? null : lift,
    perWeekPerPerson,
  }
}
