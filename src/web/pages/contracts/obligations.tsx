import { useState } from 'react'
import { downloadFile } from '../../../api/files.ts'
import { contractObligations } from '../../../api/obligations.ts'
import { daysBetween } from '../../../core/calendar.ts'
import { obligationsText } from '../../../text/web/obligations.ts'
import { urlOf, useLater } from '../../api.ts'
import '../../parts/parts.css'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { useToday } from '../../ui/today.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Obligation } from './queries.ts'

const ReopenObligation = laterOpened(
  async () => (await import('./settle-obligation.tsx')).ReopenObligation,
  'one',
)
const SettleObligation = laterOpened(
  async () => (await import('./settle-obligation.tsx')).SettleObligation,
  'one',
)

const AddObligations = laterOpened(async () => (await import('./add-obligations.tsx')).AddObligations)

const TONE = { done: '', waived: '', late: ' bw-tag-danger', soon: ' bw-tag-warn', ahead: '' } as const

/** Deliver, invoice, accept and be paid, in the order of their days, with what shows each [C074]. */
export function ObligationsOfContract({ contractId, currency }: { contractId: string; currency: string }) {
  const t = useText(obligationsText)
  const [adding, setAdding] = useState(false)
  const [settling, setSettling] = useState<Obligation | null>(null)
  const [reopening, setReopening] = useState<Obligation | null>(null)
  const { data } = useLater(contractObligations, { params: { id: contractId } })
  if (!data) return null
  return (
    <Panel
      flush
      title={t('title')}
      extra={
        data.can.add !== 'forbidden' && (
          <CanButton can={data.can.add} size="small" onClick={() => setAdding(true)}>
            {t('add')}
          </CanButton>
        )
      }
    >
      {data.items.length === 0 && <p className="biz-task-none bw-soft">{t('none')}</p>}
      {data.items.map((one) => (
        <div key={one.id ?? `${one.dueOn}${one.label}`} className="biz-file-line">
          <span className={`bw-tag${TONE[one.state]}`}>{t(one.state)}</span>
          <strong>{[t(one.kind), one.label].filter(Boolean).join(' · ')}</strong>
          {one.amountFen !== null && <Money fen={one.amountFen} currency={one.currency} />}
          <Standing one={one} />
          <Person name={one.responsible?.name} bare />
          <Shown one={one} />
          {one.id && one.can.reopen === true && (
            <CanButton can size="small" onClick={() => setReopening(one)}>
              {t('reopen')}
            </CanButton>
          )}
          {one.id && one.can.reopen !== true && one.can.settle !== 'forbidden' && (
            <CanButton can={one.can.settle} size="small" onClick={() => setSettling(one)}>
              {t('settle')}
            </CanButton>
          )}
        </div>
      ))}
      <AddObligations
        open={adding}
        contractId={contractId}
        currency={currency}
        proposals={data.proposals}
        onClose={() => setAdding(false)}
      />
      <SettleObligation one={settling} all={data} onClose={() => setSettling(null)} />
      <ReopenObligation one={reopening} onClose={() => setReopening(null)} />
    </Panel>
  )
}

function Standing({ one }: { one: Obligation }) {
  const t = useText(obligationsText)
  const today = useToday()
  if (one.endedOn) return <span className="bw-muted">{t('endedOn', { day: one.endedOn })}</span>
  if (one.state === 'late') {
    return <span className="bw-danger">{t('lateBy', { n: daysBetween(one.dueOn, today) })}</span>
  }
  return <Day day={one.dueOn} near />
}

/** What shows it, as a link to the very thing. */
function Shown({ one: { evidence, endedOn } }: { one: Obligation }) {
  const t = useText(obligationsText)
  if (!evidence) return null
  const { kind, id, label } = evidence
  if (kind === 'order' && id) {
    return (
      <TextLink href={paths.order(id)}>
        {endedOn ? t('howOrder', { name: label }) : t('waitsFor', { name: label })}
      </TextLink>
    )
  }
  if (kind === 'file' && id) {
    return (
      <a href={urlOf(downloadFile, { params: { id } })} download>
        {label}
      </a>
    )
  }
  return <span className="bw-soft">{kind === 'invoice' ? t('howInvoice', { name: label }) : label}</span>
}
