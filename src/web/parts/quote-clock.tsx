import type { QuoteRow } from '../../api/quotes.ts'
import { quotesText } from '../../text/web/quotes.ts'
import { useText } from '../ui/language.tsx'

type Clocked = Pick<QuoteRow, 'clock' | 'status' | 'isExpired'>

/** How long the customer has waited, in working days; red beyond what the rule allows [C058]. */
export function QuoteClock({ quote }: { quote: Clocked }) {
  const t = useText(quotesText)
  const n = (quote.clock.workMinutes / 540).toFixed(1)
  if (quote.status === 'paused') return <span className="bw-muted">{t('clockPaused', { n })}</span>
  if (!quote.clock.isRunning) return <span className="bw-num">{t('clockStopped', { n })}</span>
  return <span className={quote.clock.isLate ? 'bw-danger' : ''}>{t('clockRunning', { n })}</span>
}

export function QuoteStatusTag({ quote }: { quote: Clocked }) {
  const t = useText(quotesText)
  const tone =
    quote.clock.isLate || quote.isExpired
      ? ' bw-tag-danger'
      : quote.status === 'won'
        ? ' bw-tag-accent'
        : quote.status === 'asked'
          ? ' bw-tag-warn'
          : ''
  return (
    <span className={`bw-tag${tone}`}>
      {t(quote.status)}
      {quote.isExpired && ` · ${t('expired')}`}
    </span>
  )
}
