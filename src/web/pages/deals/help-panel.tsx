import { Button, Input } from 'antd'
import { useState } from 'react'
import {
  acceptHelp,
  assignHelp,
  declineHelp,
  endHelp,
  type HelpRow,
  listHelp,
} from '../../../api/deal-help.ts'
import { getDeal } from '../../../api/deals.ts'
import { addDays } from '../../../core/calendar.ts'
import { HELP_DAYS_MAX } from '../../../core/deal/help.ts'
import { dealHelpText } from '../../../text/web/deal-help.ts'
import { useLater, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { PersonPick } from '../../parts/pickers-later.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { useToday } from '../../ui/today.tsx'

const USUAL_DAYS = 14
const REFRESH = [listHelp, getDeal]

/** Who offered to help, who does and until when (C046). */
export function HelpPanel({ dealId }: { dealId: string }) {
  const t = useText(dealHelpText)
  const { data } = useLater(listHelp, { params: { id: dealId } })
  const [assigning, setAssigning] = useState(false)
  if (!data) return null
  const mayAssign = data.can.assign === true
  if (data.items.length === 0 && !mayAssign) return null
  return (
    <Panel
      title={t('help')}
      extra={
        mayAssign && (
          <Button size="small" onClick={() => setAssigning(true)}>
            {t('assign')}
          </Button>
        )
      }
    >
      {data.items.length === 0 && <p className="bw-soft">{t('none')}</p>}
      <ul className="biz-help">
        {data.items.map((row) => (
          <HelpLine key={row.id} row={row} />
        ))}
      </ul>
      {assigning && <Assign dealId={dealId} onClose={() => setAssigning(false)} />}
    </Panel>
  )
}

function HelpLine({ row }: { row: HelpRow }) {
  const t = useText(dealHelpText)
  const today = useToday()
  const [asked, setAsked] = useState<'accept' | 'decline' | 'end' | null>(null)
  const [untilOn, setUntilOn] = useState(addDays(today, USUAL_DAYS))
  const done = { refresh: REFRESH, onDone: () => setAsked(null) }
  const accept = useSend(acceptHelp, done)
  const decline = useSend(declineHelp, done)
  const end = useSend(endHelp, done)
  const sending = { accept, decline, end }[asked ?? 'accept']
  const params = { id: row.id }
  const name = row.helper.name
  return (
    <li>
      <span>
        <Person name={name} {...(row.isAssigned ? { note: t('byManager') } : {})} />
        {row.message && <span className="bw-soft">{row.message}</span>}
        <span className="bw-muted">{stateOf(t, row)}</span>
      </span>
      <span className="bw-row">
        {row.state === 'offered' && row.can.answer === true && (
          <>
            <Button size="small" type="primary" onClick={() => setAsked('accept')}>
              {t('accept')}
            </Button>
            <Button size="small" type="text" onClick={() => setAsked('decline')}>
              {t('decline')}
            </Button>
          </>
        )}
        {row.isHelping && (
          <CanButton size="small" can={row.can.end} onClick={() => setAsked('end')}>
            {t('end')}
          </CanButton>
        )}
      </span>
      <Confirm
        open={asked !== null}
        title={t(asked === 'end' ? 'endTitle' : asked === 'decline' ? 'declineTitle' : 'acceptTitle', {
          name,
        })}
        text={asked === 'decline' ? null : t(asked === 'end' ? 'endText' : 'acceptText')}
        okText={t(asked ?? 'accept')}
        {...(asked === 'decline' ? { reason: 'optional' as const } : {})}
        busy={sending.isPending}
        error={sending.error}
        onOk={(reason) => {
          if (asked === 'accept') accept.mutate({ params, body: { untilOn } })
          if (asked === 'decline') decline.mutate({ params, body: { reason } })
          if (asked === 'end') end.mutate({ params })
        }}
        onCancel={() => {
          setAsked(null)
          sending.reset()
        }}
      >
        {asked === 'accept' && <Until value={untilOn} onChange={setUntilOn} />}
      </Confirm>
    </li>
  )
}

function Until({ value, onChange }: { value: string; onChange: (day: string) => void }) {
  const t = useText(dealHelpText)
  const today = useToday()
  return (
    <Field label={t('until')}>
      <DayInput
        value={value}
        from={today}
        to={addDays(today, HELP_DAYS_MAX)}
        clearable={false}
        label={t('until')}
        onChange={(day) => day && onChange(day)}
      />
    </Field>
  )
}

function stateOf(t: ReturnType<typeof useText<keyof (typeof dealHelpText)['zh']>>, row: HelpRow): string {
  if (row.isHelping) return t('helping', { day: row.untilOn ?? '' })
  if (row.state === 'accepted') return t('over', { day: row.untilOn ?? '' })
  return row.reason ? `${t(`state_${row.state}`)}：${row.reason}` : t(`state_${row.state}`)
}

function Assign({ dealId, onClose }: { dealId: string; onClose: () => void }) {
  const t = useText(dealHelpText)
  const today = useToday()
  const [helperId, setHelperId] = useState<string | null>(null)
  const [untilOn, setUntilOn] = useState(addDays(today, USUAL_DAYS))
  const [message, setMessage] = useState('')
  const assign = useSend(assignHelp, { refresh: REFRESH, onDone: onClose })
  return (
    <Confirm
      open
      title={t('assignTitle')}
      text={t('acceptText')}
      okText={t('assign')}
      okDisabled={helperId === null}
      busy={assign.isPending}
      error={assign.error}
      onOk={() => helperId && assign.mutate({ params: { id: dealId }, body: { helperId, untilOn, message } })}
      onCancel={onClose}
    >
      <Field label={t('helper')}>
        <PersonPick value={helperId} onChange={(next) => setHelperId(next ?? null)} />
      </Field>
      <Until value={untilOn} onChange={setUntilOn} />
      <Field label={t('say')} optional>
        <Input value={message} maxLength={500} onChange={(event) => setMessage(event.target.value)} />
      </Field>
    </Confirm>
  )
}
