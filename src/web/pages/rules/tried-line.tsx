import { ruleBacktest } from '../../../api/backtest.ts'
import { rulesText } from '../../../text/web/rules.ts'
import { useLater } from '../../api.ts'
import { useText } from '../../ui/language.tsx'
import { lineText } from './line-text.ts'
import type { Rule } from './rule.ts'

/** What the record says of another number, while somebody turns it: measured, or the nearest that was. */
export function TriedLine({ rule, changed }: { rule: Rule; changed: Readonly<Record<string, number>> }) {
  const t = useText(rulesText)
  const knob = rule.knobs.find(({ path }) => path.endsWith('.value'))
  const wished = knob && changed[knob.path]
  const found = useLater(ruleBacktest, { params: { code: rule.code }, enabled: wished !== undefined })
  const lines = found.data?.newest?.report?.variants ?? []
  if (wished === undefined || lines.length === 0) return null
  const near = lines.reduce((best, line) =>
    Math.abs(line.value - wished) < Math.abs(best.value - wished) ? line : best,
  )
  return (
    <p className="bw-rule-note">
      {t(near.value === wished ? 'tried' : 'triedNear', {
        value: lineText(knob?.unit, near.value),
        n: near.raised,
        right: near.truePositive,
      })}
    </p>
  )
}
