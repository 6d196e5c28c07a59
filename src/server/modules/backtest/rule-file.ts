import { type BacktestWish, ruleFile } from '../../../api/backtest.ts'
import { ruleSpec } from '../../../api/rules.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import { ruleSentence } from '../../../text/watch.ts'

const LEFT_OUT = {
  code: 'draft',
  title: { zh: '草稿', en: 'Draft' },
  scope: null,
  grid: 'day',
  pendingMinutes: 0,
  coolDownDays: 0,
  severity: 3,
  responsible: 'subject-responsible',
  informed: [],
  ladder: [],
  playbook: [],
  moneyMetric: null,
  mode: 'trial',
}

/** A rule as written in a file, with what it leaves out: read daily, no waiting, told to the responsible. */
export function ruleOfFile(json: unknown): { rule: Rule; wish: BacktestWish } {
  const { rule: part, backtest } = ruleFile.parse(json)
  const spec = ruleSpec.parse({ ...LEFT_OUT, ...part })
  const title = part['title'] === undefined ? ruleSentence(spec) : spec.title
  return { rule: { ...spec, title, version: 1 }, wish: backtest ?? {} }
}
