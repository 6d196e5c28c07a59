import { useState } from 'react'
import { latestBacktests } from '../../../api/backtest.ts'
import { backtestText } from '../../../text/web/backtest.ts'
import { useLater } from '../../api.ts'
import { useBoth, useText } from '../../ui/language.tsx'
import { BacktestDrawer } from './backtest-drawer.tsx'
import type { Rule } from './rule.ts'

const VERDICT_WORD = {
  useful: 'cardUseful',
  'no-better-than-chance': 'cardChance',
  harmful: 'cardHarmful',
  'not-enough-data': 'cardFew',
} as const

const VERDICT_TAG = {
  useful: 'bw-tag-accent',
  'no-better-than-chance': 'bw-tag-warn',
  harmful: 'bw-tag-danger',
  'not-enough-data': '',
} as const

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
        {own?.verdict && (
          <span className={`bw-tag ${VERDICT_TAG[own.verdict]}`}>
            {t(VERDICT_WORD[own.verdict], { n: own.lift?.toFixed(1) ?? '?' })}
          </span>
        )}
        {own?.sentence && !own.isCurrent && ` ${t('cardOld')}`}
      </button>
      <BacktestDrawer rule={rule} open={open} onClose={() => setOpen(false)} />
    </>
  )
}
