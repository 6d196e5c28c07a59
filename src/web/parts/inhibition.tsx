import { App } from 'antd'
import { useState } from 'react'
import { customerInhibition, liftLegalHold, placeLegalHold } from '../../api/legal-holds.ts'
import { formatInstant } from '../../core/calendar.ts'
import type { Inhibition } from '../../core/dunning/inhibit.ts'
import type { HoldReason } from '../../core/watch/quiet.ts'
import { INHIBITION_WORDS } from '../../text/inhibition.ts'
import { inhibitionText } from '../../text/web/inhibition.ts'
import { type ReplyOf, useLater, useSend } from '../api.ts'
import { useMay } from '../session.tsx'
import { CanButton } from '../ui/can-button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { listMark, useBoth, useText } from '../ui/language.tsx'
import { Panel } from '../ui/page-head.tsx'
import { useAsOf } from '../ui/url.tsx'
import './parts.css'

/** Why a friendly word is held back, wherever its alert or step is listed. */
export function InhibitedTag({ reason }: { reason: HoldReason }) {
  const t = useText(inhibitionText)
  const both = useBoth()
  return <span className="bw-tag bw-tag-warn">{t('tag', { why: both(INHIBITION_WORDS[reason]) })}</span>
}

/** Copies polite words about money, or says why they must not leave the house now. */
export function ReminderButton(props: {
  words: string
  inhibited: Inhibition | null
  children: string
  size?: 'small'
}) {
  const { words, inhibited, children, ...size } = props
  if (inhibited)
    return (
      <CanButton can={inhibited} {...size}>
        {children}
      </CanButton>
    )
  return (
    <CopyButton words={words} {...size}>
      {children}
    </CopyButton>
  )
}

type State = ReplyOf<typeof customerInhibition>

/** On the customer's page: what holds reminders back, and legal's way to take the customer over. */
export function InhibitionPanel({ customerId }: { customerId: string }) {
  const t = useText(inhibitionText)
  const both = useBoth()
  const may = useMay()
  const asOf = useAsOf()
  const [asking, setAsking] = useState<'place' | 'lift' | null>(null)
  const { data } = useLater(customerInhibition, {
    params: { id: customerId },
    enabled: may('receivable.read') && !asOf,
  })
  if (!data || asOf) return null
  const mayChange = may('hold.write')
  if (data.reasons.length === 0 && data.holds.length === 0 && !mayChange) return null
  const isHeld = data.can.lift === true
  return (
    <Panel
      title={t('title')}
      extra={
        mayChange && (
          <CanButton
            size="small"
            can={isHeld ? data.can.lift : data.can.place}
            onClick={() => setAsking(isHeld ? 'lift' : 'place')}
          >
            {t(isHeld ? 'lift' : 'place')}
          </CanButton>
        )
      }
    >
      {data.reasons.length === 0 ? (
        <p className="bw-muted">{t('none')}</p>
      ) : (
        <>
          <p>
            <strong className="bw-warn">
              {data.reasons.map((reason) => both(INHIBITION_WORDS[reason])).join(listMark())}
            </strong>
            {data.alerts > 0 && <span className="bw-soft"> · {t('alerts', { n: data.alerts })}</span>}
          </p>
          <p className="bw-muted">{t('note')}</p>
        </>
      )}
      <Holds holds={data.holds} />
      <HoldDialog customerId={customerId} asking={asking} onClose={() => setAsking(null)} />
    </Panel>
  )
}

function Holds({ holds }: { holds: State['holds'] }) {
  const t = useText(inhibitionText)
  if (holds.length === 0) return null
  return (
    <ul className="biz-steps" aria-label={t('history')}>
      {holds.map((hold) => (
        <li key={hold.id} className="bw-soft">
          {t('since', { at: formatInstant(hold.placedAt), who: hold.placedBy ?? '', reason: hold.reason })}
          {hold.liftedAt !== null && (
            <span className="bw-block">
              {t('until', {
                at: formatInstant(hold.liftedAt),
                who: hold.liftedBy ?? '',
                reason: hold.liftReason ?? '',
              })}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

type DialogProps = { customerId: string; asking: 'place' | 'lift' | null; onClose: () => void }

function HoldDialog({ customerId, asking, onClose }: DialogProps) {
  const t = useText(inhibitionText)
  const { message } = App.useApp()
  const done = (word: 'placed' | 'lifted') => () => {
    onClose()
    void message.success(t(word))
  }
  const place = useSend(placeLegalHold, { onDone: done('placed') })
  const lift = useSend(liftLegalHold, { onDone: done('lifted') })
  const send = asking === 'lift' ? lift : place
  const words = asking === 'lift' ? 'lift' : 'place'
  return (
    <Confirm
      key={words}
      open={asking !== null}
      title={t(`${words}Title`)}
      text={t(`${words}Text`)}
      okText={t(words)}
      reason="required"
      busy={send.isPending}
      error={send.error}
      onOk={(reason) => send.mutate({ params: { id: customerId }, body: { reason } })}
      onCancel={onClose}
    />
  )
}
