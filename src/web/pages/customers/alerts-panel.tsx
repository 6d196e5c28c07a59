import { listAlerts } from '../../../api/alerts.ts'
import { customersText } from '../../../text/web/customers.ts'
import { useLater } from '../../api.ts'
import { InhibitedTag } from '../../parts/inhibition.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Severity } from '../../ui/severity.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Customer } from './queries.ts'

/** Open alerts of this customer, each with its one sentence, the biggest amount first. */
export function AlertsPanel({ customer }: { customer: Customer }) {
  const t = useText(customersText)
  const both = useBoth()
  const may = useMay()
  const { data } = useLater(listAlerts, {
    query: { customerId: customer.id, asOf: customer.asOf ?? undefined, pageSize: 10, inhibited: 'with' },
    enabled: may('alert.read'),
  })
  if (!data || data.rows.length === 0) return null
  return (
    <Panel title={t('alerts')}>
      <ul className="biz-alerts">
        {data.rows.map((alert) => (
          <li key={alert.id}>
            <TextLink href={paths.alert(alert.id)}>
              <span className="bw-row bw-wrap">
                <Severity level={alert.severity} />
                <strong>{both(alert.title)}</strong>
                {alert.inhibited && <InhibitedTag reason={alert.inhibited} />}
                {alert.moneyFen > 0 && (
                  <span className="bw-muted">{t('moneyAtRisk', { amount: moneyText(alert.moneyFen) })}</span>
                )}
              </span>
              <span className="bw-soft">{both(alert.sentence)}</span>
            </TextLink>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
