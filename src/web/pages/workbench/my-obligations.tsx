import { listObligations } from '../../../api/obligations.ts'
import { daysBetween } from '../../../core/calendar.ts'
import { obligationsText } from '../../../text/web/obligations.ts'
import { useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import { ListPanel, ListRow } from './blocks.tsx'

const MOST = 6

/**
 * What I am to deliver, invoice or have accepted, the most overdue first (C074); nothing to do is no
 * panel.
 */
export function MyObligations() {
  const t = useText(obligationsText)
  const may = useMay()
  const today = useToday()
  const { data } = useLater(listObligations, {
    query: { page: 1, size: MOST, whose: 'mine' },
    enabled: may('contract.read'),
  })
  if (!data || data.total === 0) return null
  return (
    <ListPanel title={t('mine')}>
      {data.items.map((one) => (
        <ListRow
          key={one.id}
          href={paths.contract(one.contract.id)}
          title={[t(one.kind), one.label].filter(Boolean).join(' · ')}
          text={[one.contract.number, one.customer.name].join(' · ')}
          side={
            one.state === 'late' ? (
              <span className="bw-danger">{t('lateBy', { n: daysBetween(one.dueOn, today) })}</span>
            ) : (
              <Day day={one.dueOn} near />
            )
          }
        />
      ))}
      {data.total > MOST && <div className="bw-list-quiet">{t('more', { n: data.total - MOST })}</div>}
    </ListPanel>
  )
}
