import { StarFilled } from '@ant-design/icons'
import { Checkbox } from 'antd'
import type { CustomerRow } from '../../../api/customers.ts'
import { daysBetween } from '../../../core/calendar.ts'
import { customersText } from '../../../text/web/customers.ts'
import { useCustomColumns } from '../../parts/custom-words.tsx'
import { useChosenColumns, useFieldWord } from '../../parts/list-fields.tsx'
import { paths } from '../../paths.ts'
import type { Column } from '../../ui/data-table.tsx'
import { Day, useNearWords } from '../../ui/day.tsx'
import { GradeTag } from '../../ui/grade.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { useToday } from '../../ui/today.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'

export type Picking = { picked: ReadonlySet<string>; onPick: (next: ReadonlySet<string>) => void }

export function useCustomerList(picking: Picking | null): Column<CustomerRow>[] {
  const t = useText(customersText)
  const own = useCustomColumns<CustomerRow>('customer')
  const all: Column<CustomerRow>[] = [
    {
      key: 'name',
      title: t('name'),
      card: 'title',
      sort: { asc: 'name' },
      cell: (row) => <CustomerName row={row} />,
    },
    {
      key: 'grade',
      title: t('creditGrade'),
      cell: (row) => row.creditGrade && <GradeTag grade={row.creditGrade} />,
    },
    {
      key: 'responsible',
      title: t('responsible'),
      cell: (row) => <Person name={row.responsible?.name} />,
    },
    {
      key: 'open',
      title: t('open'),
      align: 'right',
      sort: { desc: 'open' },
      card: 'side',
      cell: (row) => (row.openFen === 0 ? <span className="bw-muted">—</span> : <Money fen={row.openFen} />),
    },
    {
      key: 'overdue',
      title: t('overdue'),
      align: 'right',
      sort: { desc: 'overdue' },
      cell: (row) =>
        row.overdueFen > 0 ? (
          <span className="bw-two-amounts">
            <Money fen={row.overdueFen} tone="danger" />
            <span className="bw-muted">{t('daysOver', { n: row.overdueDays ?? 0 })}</span>
          </span>
        ) : null,
    },
    ...useLaterColumns(),
    ...useFactColumns(),
    ...own,
  ]
  const columns = useChosenColumns('customer', all)
  return picking ? [pickColumn(picking, (name) => t('pick', { name })), ...columns] : columns
}

function useLaterColumns(): Column<CustomerRow>[] {
  const t = useText(customersText)
  return [
    {
      key: 'last_on',
      title: t('lastActivity'),
      sort: { desc: 'quiet' },
      cell: (row) => <LastSeen on={row.lastActivityOn} isKey={row.keyLevel === 'key'} />,
    },
    {
      key: 'open_deals',
      title: t('openDeals'),
      align: 'right',
      card: 'hide',
      cell: (row) => (
        <span className={row.openDeals ? 'bw-num' : 'bw-num bw-muted'}>{row.openDeals || '—'}</span>
      ),
    },
    {
      key: 'open_alerts',
      title: t('openAlerts'),
      align: 'right',
      cell: (row) =>
        row.openAlerts > 0 ? (
          <TextLink href={paths.alerts({ customerId: row.id })} className="bw-tag bw-tag-danger">
            {t('alertsCount', { n: row.openAlerts })}
          </TextLink>
        ) : null,
    },
  ]
}

/** What is shown to whoever chose it. */
function useFactColumns(): Column<CustomerRow>[] {
  const t = useText(customersText)
  const name = useFieldWord('customer')
  const number = (value: number | null) => (value === null ? null : <span className="bw-num">{value}</span>)
  return [
    {
      key: 'overdue_days',
      title: name('overdue_days'),
      align: 'right',
      cell: (row) => number(row.overdueDays),
    },
    { key: 'city', title: name('city'), cell: (row) => row.city },
    { key: 'key_level', title: name('key_level'), cell: (row) => t(row.keyLevel) },
    { key: 'code', title: name('code'), cell: (row) => row.code },
    { key: 'uscc', title: name('uscc'), cell: (row) => row.uscc },
    { key: 'term_days', title: name('term_days'), align: 'right', cell: (row) => number(row.termDays) },
    {
      key: 'limit',
      title: name('limit'),
      align: 'right',
      cell: (row) => (row.limitFen === null ? null : <Money fen={row.limitFen} />),
    },
    { key: 'created_on', title: name('created_on'), cell: (row) => <Day day={row.createdOn} /> },
  ]
}

function pickColumn({ picked, onPick }: Picking, label: (name: string) => string): Column<CustomerRow> {
  const toggle = (id: string) => {
    const next = new Set(picked)
    if (!next.delete(id)) next.add(id)
    onPick(next)
  }
  return {
    key: 'pick',
    title: '',
    width: 44,
    card: 'hide',
    cell: (row) => (
      <Checkbox
        checked={picked.has(row.id)}
        aria-label={label(row.name)}
        onChange={() => toggle(row.id)}
        onClick={(event) => event.stopPropagation()}
      />
    ),
  }
}

function CustomerName({ row }: { row: CustomerRow }) {
  const t = useText(customersText)
  return (
    <span className="biz-name">
      <TextLink href={paths.customer(row.id)}>{row.name}</TextLink>
      {row.keyLevel === 'key' && <StarFilled className="biz-star" title={t('key')} aria-label={t('key')} />}
      {row.city && <span className="bw-muted">{row.city}</span>}
    </span>
  )
}

const QUIET_DAYS = 7

/** C039: a key customer without follow-up for more than seven days stands out before any alert does. */
function LastSeen({ on, isKey }: { on: string | null; isKey: boolean }) {
  const t = useText(customersText)
  const today = useToday()
  const words = useNearWords()
  const asOf = useAsOf()
  if (on === null) return <span className="bw-muted">{t('never')}</span>
  const quiet = isKey && daysBetween(on, asOf ?? today) > QUIET_DAYS
  return (
    <span className={quiet ? 'bw-warn' : ''} title={on}>
      {asOf ? on : words(on)}
    </span>
  )
}
