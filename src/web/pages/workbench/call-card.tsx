import { PhoneOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { revealPhone } from '../../../api/customers.ts'
import type { CallRow } from '../../../api/workbench.ts'
import { formatFen } from '../../../core/money.ts'
import { quickNoteText } from '../../../text/web/quick-note.ts'
import { workbenchText } from '../../../text/web/workbench.ts'
import { useSend } from '../../api.ts'
import { InhibitedTag, ReminderButton } from '../../parts/inhibition.tsx'
import { paths } from '../../paths.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { Money } from '../../ui/money.tsx'
import { TextLink } from '../../ui/url.tsx'

const QuickNote = later(async () => (await import('./quick-note.tsx')).QuickNote)

/**
 * One call worth making today: whom, why, about how much, what was said last time, and where to note the
 * result.
 */
export function CallCard({ call }: { call: CallRow }) {
  const t = useText(workbenchText)
  const [noting, setNoting] = useState(false)
  const hot = call.why === 'overdue' || call.why === 'promised'
  return (
    <div className="bw-call">
      <div className="bw-call-top">
        <TextLink href={paths.customer(call.customer.id)}>
          <strong>{call.customer.name}</strong>
        </TextLink>
        {call.contactName && <span className="bw-muted">{call.contactName}</span>}
        <span className="bw-call-money">{call.moneyFen !== null && <Money fen={call.moneyFen} short />}</span>
      </div>
      <div className={hot ? 'bw-danger' : 'bw-call-why'}>
        <Why call={call} />
        {call.deal && <span className="bw-muted"> · {call.deal.title}</span>}
        {call.inhibited && <InhibitedTag reason={call.inhibited} />}
      </div>
      <div className="bw-soft bw-call-last">
        {call.lastActivityOn === null
          ? t('never')
          : call.lastSummary
            ? t('lastTime', { day: call.lastActivityOn.slice(5), summary: call.lastSummary })
            : t('lastDay', { day: call.lastActivityOn.slice(5) })}
      </div>
      <div className="bw-row bw-wrap">
        <Numbers customerId={call.customer.id} />
        <Button size="small" onClick={() => setNoting(true)}>
          {t('noteIt')}
        </Button>
        <Reminder call={call} />
        {call.alertId && <TextLink href={paths.alert(call.alertId)}>{t('seeAlert')}</TextLink>}
      </div>
      {noting && <QuickNote call={call} onClose={() => setNoting(false)} />}
    </div>
  )
}

/** A polite sentence to paste into WeChat; only where money is the reason (C085 C086). */
function Reminder({ call }: { call: CallRow }) {
  const t = useText(quickNoteText)
  const { why, days, moneyFen } = call
  if (moneyFen === null || (why !== 'overdue' && why !== 'promised' && why !== 'due')) return null
  const words = t(`remind_${why}`, { money: `¥${formatFen(BigInt(moneyFen))}`, days })
  return (
    <ReminderButton size="small" words={words} inhibited={call.inhibited}>
      {t('remind')}
    </ReminderButton>
  )
}

function Why({ call }: { call: CallRow }) {
  const t = useText(workbenchText)
  const { why, days } = call
  if (days === 0 && (why === 'promised' || why === 'next' || why === 'due')) return t(`why_${why}_today`)
  return t(`why_${why}`, { days })
}

/** Full numbers are shown on request only, and every look is logged; on a phone a tap dials. */
function Numbers({ customerId }: { customerId: string }) {
  const t = useText(workbenchText)
  const reveal = useSend(revealPhone, { refresh: [] })
  const numbers = reveal.data
    ? [reveal.data.phone, ...reveal.data.contacts.map((contact) => contact.phone)].filter(
        (one) => one !== null,
      )
    : null
  if (numbers) {
    if (numbers.length === 0) return <span className="bw-muted">{t('noPhone')}</span>
    return [...new Set(numbers)].map((number) => (
      <a key={number} href={`tel:${number}`} className="bw-num">
        {number}
      </a>
    ))
  }
  return (
    <>
      <Button
        size="small"
        type="primary"
        icon={<PhoneOutlined />}
        loading={reveal.isPending}
        onClick={() => reveal.mutate({ params: { id: customerId } })}
      >
        {t('call')}
      </Button>
      <ErrorNote error={reveal.error} />
    </>
  )
}
