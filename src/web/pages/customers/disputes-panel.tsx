import { listDisputes } from '../../../api/disputes.ts'
import { disputesText } from '../../../text/web/disputes.ts'
import { useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Customer } from './queries.ts'

const SHOWN = 10

/** What the customer contests (C001 C104): it stays owed, and nobody dunns it until there is an outcome. */
export function DisputesPanel({ customer }: { customer: Customer }) {
  const t = useText(disputesText)
  const may = useMay()
  const { data } = useLater(listDisputes, {
    query: { customerId: customer.id, asOf: customer.asOf ?? undefined, size: SHOWN },
    enabled: may('receivable.read'),
  })
  if (!data || data.total === 0) return null
  return (
    <Panel
      title={t('tab')}
      extra={
        <TextLink href={paths.receivables({ tab: 'disputes', customerId: customer.id })}>
          {t('sum', { amount: moneyText(data.sumFen), n: data.total })}
        </TextLink>
      }
    >
      <ul className="biz-contacts">
        {data.items.map((row) => (
          <li key={row.id}>
            <span>
              <strong>{t(`kind_${row.kind}`)}</strong>{' '}
              <span className="bw-muted">
                {row.invoiceNumber} {row.label}
              </span>
              <div className="bw-soft">{row.reason}</div>
              <span className="bw-muted">
                <Person name={row.responsible?.name} bare /> · {t('dueOn')} <Day day={row.dueOn} />
              </span>
              {row.lateDays > 0 && <span className="bw-danger"> {t('lateBy', { n: row.lateDays })}</span>}
            </span>
            <Money fen={row.amountFen} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
