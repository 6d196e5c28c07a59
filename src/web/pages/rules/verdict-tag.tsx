import type { BacktestVerdict } from '../../../core/backtest/report.ts'
import { backtestText } from '../../../text/web/backtest.ts'
import { useText } from '../../ui/language.tsx'

const WORD = {
  useful: 'cardUseful',
  'no-better-than-chance': 'cardChance',
  harmful: 'cardHarmful',
  'not-enough-data': 'cardFew',
} as const

const TAG = {
  useful: 'bw-tag-accent',
  'no-better-than-chance': 'bw-tag-warn',
  harmful: 'bw-tag-danger',
  'not-enough-data': '',
} as const

/** What a backtest comes to, in a word or two. */
export function VerdictTag({ verdict, lift }: { verdict: BacktestVerdict; lift: number | null }) {
  const t = useText(backtestText)
  return <span className={`bw-tag ${TAG[verdict]}`}>{t(WORD[verdict], { n: lift?.toFixed(1) ?? '?' })}</span>
}
