import { App, Button } from 'antd'
import { useState } from 'react'
import { customerAccounts, voidAccounts } from '../../api/credit-accounts.ts'
import { accountsText } from '../../text/web/credit-accounts.ts'
import { type ReplyOf, useLater, useSend } from '../api.ts'
import { useMay } from '../session.tsx'
import { CanButton } from '../ui/can-button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { Day } from '../ui/day.tsx'
import { useText } from '../ui/language.tsx'
import { Panel } from '../ui/page-head.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { useAsOf } from '../ui/url.tsx'
import './parts.css'
import { laterOpened } from '../ui/later.tsx'

const AccountsDrawer = laterOpened(async () => (await import('./accounts-drawer.tsx')).AccountsDrawer)

type Row = ReplyOf<typeof customerAccounts>['items'][number]
type Course = Row['currentRatio']['course']
const ZONE_TONE = { safe: 'bw-good', grey: 'bw-warn', distress: 'bw-danger' } as const
const COURSE_TONE = { better: 'bw-good', worse: 'bw-danger', same: 'bw-muted' } as const
const COURSE_SIGN = { better: '▲', worse: '▼', same: '–' } as const

/** Balance sheet and income of each period, the ratios read from them and which way they go [C005]. */
export function AccountsPanel({ customerId }: { customerId: string }) {
  const t = useText(accountsText)
  const may = useMay()
  const asOf = useAsOf()
  const [adding, setAdding] = useState(false)
  const { data } = useLater(customerAccounts, {
    params: { id: customerId },
    query: { asOf },
    enabled: may('credit.read'),
  })
  const columns = useColumns()
  const isLive = !asOf && data?.can.record === true
  const remove = useRemove()
  if (!data) return null
  return (
    <Panel
      flush
      title={t('panel')}
      extra={
        may('credit.write') &&
        !asOf && (
          <CanButton size="small" can={data.can.record} onClick={() => setAdding(true)}>
            {t('add')}
          </CanButton>
        )
      }
    >
      <DataTable
        columns={isLive ? [...columns, remove.column] : columns}
        rows={data.items}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t(asOf ? 'nonePast' : 'none')} />}
      />
      {data.items.length > 0 && <p className="bw-soft biz-under-table">{t('zNote')}</p>}
      <AccountsDrawer open={adding} customerId={customerId} onClose={() => setAdding(false)} />
      {remove.dialog}
    </Panel>
  )
}

function useColumns(): Column<Row>[] {
  const t = useText(accountsText)
  const figure = (key: 'currentRatio' | 'debtRatio' | 'netMargin', percent: boolean): Column<Row> => ({
    key,
    title: t(key),
    align: 'right',
    cell: ({ [key]: { value, course } }) =>
      value === null ? null : (
        <span className="bw-num">
          {percent ? `${Math.round(value * 1000) / 10}%` : value.toFixed(2)} <Sign course={course} />
        </span>
      ),
  })
  const z = (key: 'z1' | 'z2'): Column<Row> => ({
    key,
    title: t(key),
    align: 'right',
    cell: ({ [key]: { value, zone, course } }) =>
      value === null || zone === null ? null : (
        <span className="bw-num">
          {value.toFixed(2)} <span className={ZONE_TONE[zone]}>{t(`zone_${zone}`)}</span>{' '}
          <Sign course={course} />
        </span>
      ),
  })
  return [
    {
      key: 'period',
      title: t('period'),
      card: 'title',
      cell: (row) => (
        <span>
          <Day day={row.periodEnd} />
          <span className="bw-muted bw-block">
            {t('sourceLine', { source: row.source, day: row.recordedOn, by: row.by ?? '' })}
          </span>
        </span>
      ),
    },
    figure('currentRatio', false),
    figure('debtRatio', true),
    figure('netMargin', true),
    {
      key: 'cash',
      title: t('cash'),
      cell: ({ cash }) =>
        cash && <span className={cash === 'in' ? 'bw-good' : 'bw-danger'}>{t(`cash_${cash}`)}</span>,
    },
    z('z1'),
    z('z2'),
  ]
}

/** The sign is read out in words: an arrow alone says nothing to whoever cannot see its colour. */
function Sign({ course }: { course: Course }) {
  const t = useText(accountsText)
  if (course === null) return null
  return (
    <span className={COURSE_TONE[course]} role="img" aria-label={t(course)} title={t(course)}>
      {COURSE_SIGN[course]}
    </span>
  )
}

function useRemove() {
  const t = useText(accountsText)
  const { message } = App.useApp()
  const [row, setRow] = useState<Row | null>(null)
  const send = useSend(voidAccounts, {
    onDone: () => {
      setRow(null)
      void message.success(t('removed'))
    },
  })
  const column: Column<Row> = {
    key: 'remove',
    title: '',
    align: 'right',
    card: 'foot',
    cell: (one) => (
      <Button size="small" type="link" className="biz-quiet" onClick={() => setRow(one)}>
        {t('remove')}
      </Button>
    ),
  }
  const dialog = (
    <Confirm
      open={row !== null}
      title={t('removeTitle', { day: row?.periodEnd ?? '' })}
      text={t('removeText')}
      okText={t('remove')}
      danger
      busy={send.isPending}
      error={send.error}
      onOk={() => row && send.mutate({ params: { id: row.id } })}
      onCancel={() => setRow(null)}
    />
  )
  return { column, dialog }
}
