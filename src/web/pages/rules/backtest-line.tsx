import { useState } from 'react'
import { latestBacktests } from '../../../api/backtest.ts'
import { backtestText } from '../../../text/web/backtest.ts'
import { useLater } from '../../api.ts'
import { useBoth, useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import type { Rule } from './rule.ts'
import { VerdictTag } from './verdict-tag.tsx'

const BacktestDrawer = laterOpened(async () => (await import('./backtest-drawer.tsx')).BacktestDrawer)

/** The one sentence on the card; a tap opens what stands behind it. */
export function BacktestLine({ rule }: { rule: Rule }) {
  const t = useText(backtestText)
  const both = useBoth()
  const [open, setOpen] = useState(false)
  const latest = useLater(latestBacktests)
  const own = latest.data?.rows.find((row) => row.ruleCode === rule.code)
  const isRunning = own?.state === 'queued' || own?.state === 'running'
  const said = own?.sentence ? both(own.sentence) : t(isRunning ? 'cardRunning' : 'cardNever')
  return (
    <>
      <button type="button" className="bw-linklike bw-rule-backtest" onClick={() => setOpen(true)}>
        <strong>{t('title')}</strong> {said}
        {own?.verdict && <VerdictTag verdict={own.verdict} lift={own.lift} />}
        {own?.sentence && !own.isCurrent && ` ${t('cardOld')}`}
      </button>
      <BacktestDrawer rule={rule} open={open} onClose={() => setOpen(false)} />
    </>
  )
}
