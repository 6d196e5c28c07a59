import { App, Button } from 'antd'
import { useState } from 'react'
import { voidComplaint } from '../../api/complaints.ts'
import { workSpan } from '../../core/complaint/response.ts'
import { complaintsText } from '../../text/web/complaints.ts'
import { useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Day, Moment } from '../ui/day.tsx'
import { useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'
import { TextLink } from '../ui/url.tsx'
import type { Complaint } from './complaint-forms.tsx'
import { spanText } from './work-span.ts'
import './parts.css'
import { later } from '../ui/later.tsx'

const RespondComplaint = later(async () => (await import('./respond-complaint.tsx')).RespondComplaint)
const ChangeComplaint = later(async () => (await import('./complaint-forms.tsx')).ChangeComplaint)
const ContestComplaint = later(async () => (await import('./complaint-forms.tsx')).ContestComplaint)
const ResolveComplaint = later(async () => (await import('./complaint-forms.tsx')).ResolveComplaint)

/** One complaint: what, how bad, who answers by when, and what can be done about it. */
export function ComplaintLine({ row, withCustomer = false }: { row: Complaint; withCustomer?: boolean }) {
  const t = useText(complaintsText)
  return (
    <div className="biz-complaint">
      <span className="bw-row bw-wrap">
        <strong>{row.title}</strong>
        <span className={row.severity === 1 ? 'bw-tag bw-tag-warn' : 'bw-tag'}>
          {t(`kind_${row.kind}`)} · {t(`level_${row.severity}`)}
        </span>
        {row.contestedFen > 0 && (
          <TextLink href={paths.receivables({ tab: 'disputes', customerId: row.customer.id })}>
            {t('contested', { amount: moneyText(row.contestedFen) })}
          </TextLink>
        )}
      </span>
      <span className="bw-soft bw-row bw-wrap">
        {withCustomer && <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>}
        {row.order && <TextLink href={paths.order(row.order.id)}>{row.order.number}</TextLink>}
        <span>{row.responsible?.name}</span>
        <span>{t('openedOn', { day: row.openedOn })}</span>
        {row.resolvedOn === null ? (
          <span className={row.lateDays > 0 ? 'bw-danger' : ''}>
            {t('dueOn')} <Day day={row.dueOn} />
            {row.lateDays > 0 && ` · ${t('late', { n: row.lateDays })}`}
          </span>
        ) : (
          <span>{t('endedOn', { day: row.resolvedOn })}</span>
        )}
        <AnswerOf row={row} />
      </span>
      {row.detail && <span>{row.detail}</span>}
      {row.cause && (
        <span>
          {t(`cause_${row.cause}`)}: {row.resolution}
        </span>
      )}
      <ComplaintActs row={row} />
    </div>
  )
}

/** When the customer first heard of us, or by when they are to. */
function AnswerOf({ row: { answer, resolvedOn } }: { row: Complaint }) {
  const t = useText(complaintsText)
  const time = (minutes: number) => spanText(t, workSpan(minutes))
  const { responseMinutes, closingMinutes, isLate, dueAt } = answer
  return (
    <>
      {responseMinutes !== null && (
        <span title={answer.note} className={isLate ? 'bw-warn' : undefined}>
          {t('answeredIn', { time: time(responseMinutes) })}
          {isLate && ` · ${t('answerLate')}`}
        </span>
      )}
      {responseMinutes === null && resolvedOn === null && (
        <span className={isLate ? 'bw-danger' : undefined}>
          {t('answerDue')} <Moment at={dueAt} />
          {isLate && ` · ${t('answerOverdue')}`}
        </span>
      )}
      {closingMinutes !== null && <span>{t('closedIn', { time: time(closingMinutes) })}</span>}
    </>
  )
}

const ACTS = ['respond', 'resolve', 'contest', 'change', 'void'] as const
type Act = (typeof ACTS)[number]

/** What can be done about it; what is over, past or not yours offers nothing. */
function ComplaintActs({ row }: { row: Complaint }) {
  const t = useText(complaintsText)
  const { message } = App.useApp()
  const [doing, setDoing] = useState<Act | null>(null)
  const close = () => setDoing(null)
  const takeBack = useSend(voidComplaint, {
    onDone: () => {
      void message.success(t('voided'))
      close()
    },
  })
  const acts = ACTS.filter((act) => row.can[act] === true)
  if (acts.length === 0) return null
  return (
    <span className="bw-row bw-wrap">
      {acts.map((act) => (
        <Button
          key={act}
          size="small"
          type={act === 'change' || act === 'void' ? 'text' : 'default'}
          onClick={() => setDoing(act)}
        >
          {t(act)}
        </Button>
      ))}
      {doing === 'respond' && <RespondComplaint id={row.id} onClose={close} />}
      {doing === 'resolve' && <ResolveComplaint id={row.id} onClose={close} />}
      {doing === 'contest' && <ContestComplaint id={row.id} customerId={row.customer.id} onClose={close} />}
      {doing === 'change' && <ChangeComplaint row={row} onClose={close} />}
      <Confirm
        open={doing === 'void'}
        title={t('voidTitle')}
        text={t('voidText')}
        okText={t('void')}
        danger
        reason="required"
        busy={takeBack.isPending}
        error={takeBack.error}
        onOk={(reason) => takeBack.mutate({ params: { id: row.id }, body: { reason } })}
        onCancel={close}
      />
    </span>
  )
}
