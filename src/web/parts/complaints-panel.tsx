import { Button } from 'antd'
import { useState } from 'react'
import { listComplaints } from '../../api/complaints.ts'
import { complaintsText } from '../../text/web/complaints.ts'
import { useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { useText } from '../ui/language.tsx'
import { Panel } from '../ui/page-head.tsx'
import { TextLink, useAsOf } from '../ui/url.tsx'
import { ComplaintLine } from './complaint-line.tsx'
import './parts.css'
import { later } from '../ui/later.tsx'

const RegisterComplaint = later(async () => (await import('./complaint-forms.tsx')).RegisterComplaint)

type PanelProps = {
  customerId: string
  orderId?: string
  /** only where there is one: beside an alert */
  quiet?: boolean
}

const SHOWN = 10

/** What a customer complains about and nobody has settled yet (C054). */
export function ComplaintsPanel({ customerId, orderId, quiet = false }: PanelProps) {
  const t = useText(complaintsText)
  const may = useMay()
  const asOf = useAsOf()
  const [registering, setRegistering] = useState(false)
  const of = orderId ? { orderId } : { customerId }
  const { data } = useLater(listComplaints, {
    query: { ...of, asOf, size: SHOWN },
    enabled: may('customer.read'),
  })
  if (!data || (quiet && data.items.length === 0)) return null
  const mayRegister = !quiet && !asOf && may('activity.write')
  return (
    <Panel
      flush
      title={t('panel')}
      extra={
        <span className="bw-row">
          <TextLink href={paths.complaints(of)}>{t('all')}</TextLink>
          {mayRegister && (
            <Button size="small" onClick={() => setRegistering(true)}>
              {t('register')}
            </Button>
          )}
        </span>
      }
    >
      {data.items.length === 0 && <p className="biz-task-none bw-soft">{t('none')}</p>}
      {data.items.map((row) => (
        <ComplaintLine key={row.id} row={row} />
      ))}
      {registering && (
        <RegisterComplaint {...{ customerId, orderId }} onClose={() => setRegistering(false)} />
      )}
    </Panel>
  )
}
