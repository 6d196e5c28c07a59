import { daysBetween } from '../../../core/calendar.ts'
import { customersText } from '../../../text/web/customers.ts'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Customer } from './queries.ts'

/** One sentence before any figure: what they owe, how they pay, who does what next. */
export function Headline({ customer }: { customer: Customer }) {
  return (
    <p className="biz-headline">
      <Owed customer={customer} />
      <Paying customer={customer} />
      <NextStep customer={customer} />
    </p>
  )
}

function Owed({ customer: { money } }: { customer: Customer }) {
  const t = useText(customersText)
  if (money.openFen === 0) return <span>{t('notOwedHeadline')}</span>
  return (
    <span>
      <strong>{t('owes', { amount: moneyText(money.openFen) })}</strong>
      {'，'}
      {money.overdueFen > 0 ? (
        <strong className="bw-danger">
          {t('ofWhichOverdue', { amount: moneyText(money.overdueFen), days: money.maxOverdueDays })}
        </strong>
      ) : (
        t('noneOverdue')
      )}
    </span>
  )
}

function Paying({ customer: { money, termDays } }: { customer: Customer }) {
  const t = useText(customersText)
  const days = money.effectiveTermDays
  if (money.billedFen === 0) return null
  // Small numbers are said to be small (law 11): no average under three settlements.
  if (days === null) return <span className="bw-muted">{t('tooFewSettlements')}</span>
  const late = termDays === null ? 0 : days - termDays
  return (
    <span className={late > 0 ? 'bw-warn' : ''}>
      {late > 0 ? t('effectiveTermLate', { days, late }) : t('effectiveTerm', { days })}
    </span>
  )
}

function NextStep({ customer }: { customer: Customer }) {
  const t = useText(customersText)
  const today = useToday()
  const from = customer.asOf ?? today
  const latest = customer.activities.find((activity) => activity.nextOn !== null)
  const next = latest?.nextOn
  if (!latest || !next || latest !== customer.activities[0]) {
    return <span className="bw-warn">{t('nextNone')}</span>
  }
  if (next < from) {
    return <span className="bw-danger">{t('nextMissed', { day: next, n: daysBetween(next, from) })}</span>
  }
  return <span>{t('nextStep', { day: next, who: latest.user.name })}</span>
}
