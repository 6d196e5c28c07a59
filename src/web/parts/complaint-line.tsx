import { Button } from 'antd'
import { useState } from 'react'
import type { listComplaints } from '../../api/complaints.ts'
import { complaintsText } from '../../text/web/complaints.ts'
import type { ReplyOf } from '../api.ts'
import { paths } from '../paths.ts'
import { Day } from '../ui/day.tsx'
import { useText } from '../ui/language.tsx'
import { TextLink } from '../ui/url.tsx'
import { ContestComplaint, ResolveComplaint } from './complaint-forms.tsx'
import './parts.css'

export type Complaint = ReplyOf<typeof listComplaints>['items'][number]

/** One complaint: what, how bad, who answers by when, and what can be done about it. */
export function ComplaintLine({ row, withCustomer = false }: { row: Complaint; withCustomer?: boolean }) {
  const t = useText(complaintsText)
  const [doing, setDoing] = useState<'resolve' | 'contest' | null>(null)
  const close = () => setDoing(null)
  return (
    <div className="biz-complaint">
      <span className="bw-row bw-wrap">
        <strong>{row.title}</strong>
        <span className={row.severity === 1 ? 'bw-tag bw-tag-warn' : 'bw-tag'}>
          {t(`kind_${row.kind}`)} · {t(`level_${row.severity}`)}
        </span>
        {row.isContested && <span className="bw-tag bw-tag-accent">{t('contested')}</span>}
      </span>
      <span className="bw-soft bw-row bw-wrap">
        {withCustomer && <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>}
        {row.order && <TextLink href={paths.order(row.order.id)}>{row.order.number}</TextLink>}
        <span>{row.responsible?.name}</span>
        {row.resolvedOn === null ? (
          <span className={row.lateDays > 0 ? 'bw-danger' : ''}>
            {t('dueOn')} <Day day={row.dueOn} />
            {row.lateDays > 0 && ` · ${t('late', { n: row.lateDays })}`}
          </span>
        ) : (
          <span>{t('endedOn', { day: row.resolvedOn })}</span>
        )}
      </span>
      {row.detail && <span>{row.detail}</span>}
      {row.cause && (
        <span>
          {t(`cause_${row.cause}`)}：{row.resolution}
        </span>
      )}
      {(row.can.resolve === true || row.can.contest === true) && (
        <span className="bw-row bw-wrap">
          {row.can.resolve === true && (
            <Button size="small" onClick={() => setDoing('resolve')}>
              {t('resolve')}
            </Button>
          )}
          {row.can.contest === true && (
            <Button size="small" onClick={() => setDoing('contest')}>
              {t('contest')}
            </Button>
          )}
        </span>
      )}
      {doing === 'resolve' && <ResolveComplaint id={row.id} onClose={close} />}
      {doing === 'contest' && <ContestComplaint id={row.id} customerId={row.customer.id} onClose={close} />}
    </div>
  )
}
