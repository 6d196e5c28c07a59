import { PlusOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { listRates, withdrawRate } from '../../../api/rates.ts'
import { quotedText } from '../../../core/exchange/rate.ts'
import { ratesText } from '../../../text/web/rates.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { useCurrencyName } from '../../parts/currency-name.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day, Moment } from '../../ui/day.tsx'
import { FilterBar, UrlSelect } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { ratesQuery } from './queries.ts'

const RateDrawer = later(async () => (await import('./rate-drawer.tsx')).RateDrawer)

type Reply = ReplyOf<typeof listRates>
type Rate = Reply['items'][number]

/** What foreign money is worth in yuan, day by day (decision 0018). */
export function RatesPage() {
  const t = useText(ratesText)
  const { values } = useUrl()
  const reply = useData(listRates, { query: ratesQuery(values) })
  const mayImport = useMay()('import.run')
  const [recording, setRecording] = useState(false)
  const [leaving, setLeaving] = useState<Rate | null>(null)
  const canRecord = reply.can.record
  const record = (
    <CanButton can={canRecord} type="primary" icon={<PlusOutlined />} onClick={() => setRecording(true)}>
      {t('record')}
    </CanButton>
  )
  const columns = useColumns(canRecord === true ? setLeaving : null)
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note', { days: reply.days })}
        actions={
          canRecord === true && (
            <>
              {mayImport && <TextLink href={paths.imports()}>{t('importLink')}</TextLink>}
              {record}
            </>
          )
        }
      />
      <Latest reply={reply} />
      <DataTable
        columns={columns}
        rows={reply.items}
        rowKey={(row) => row.id}
        total={reply.total}
        rowTone={(row) => (row.withdrawnAt === null ? undefined : 'muted')}
        empty={
          values.currency ? (
            <EmptyState title={t('noneTitle')} text={t('noneText')} />
          ) : (
            <EmptyState title={t('emptyTitle')} text={t('emptyText')} action={canRecord === true && record} />
          )
        }
      />
      {recording && <RateDrawer onClose={() => setRecording(false)} />}
      <Withdraw rate={leaving} onClose={() => setLeaving(null)} />
    </>
  )
}

/** Whether a document of today could be booked, currency by currency. */
function Latest({ reply }: { reply: Reply }) {
  const t = useText(ratesText)
  const nameOf = useCurrencyName()
  if (reply.latest.length === 0) return null
  return (
    <>
      {reply.latest.length > 1 && (
        <FilterBar>
          <UrlSelect
            name="currency"
            label={t('currency')}
            options={reply.latest.map(({ currency }) => ({ value: currency, label: nameOf(currency) }))}
          />
        </FilterBar>
      )}
      <ul className="bw-row bw-wrap biz-rates">
        {reply.latest.map((rate) => (
          <li key={rate.currency} className={rate.isUsable ? 'bw-tag bw-tag-accent' : 'bw-tag bw-tag-warn'}>
            {rate.currency}{' '}
            {t(rate.isUsable ? 'latestUsable' : 'latestOld', { day: rate.day, days: reply.days })}
          </li>
        ))}
      </ul>
    </>
  )
}

function Withdraw({ rate, onClose }: { rate: Rate | null; onClose: () => void }) {
  const t = useText(ratesText)
  const { message } = App.useApp()
  const send = useSend(withdrawRate, {
    refresh: [listRates],
    onDone: () => {
      onClose()
      void message.success(t('withdrawnDone'))
    },
  })
  return (
    <Confirm
      open={rate !== null}
      title={t('withdrawTitle', { day: rate?.day ?? '', currency: rate?.currency ?? '' })}
      text={t('withdrawText')}
      okText={t('withdraw')}
      danger
      busy={send.isPending}
      error={send.error}
      onOk={() => rate && send.mutate({ params: { id: rate.id } })}
      onCancel={onClose}
    />
  )
}

function useColumns(onWithdraw: ((row: Rate) => void) | null): Column<Rate>[] {
  const t = useText(ratesText)
  const nameOf = useCurrencyName()
  return [
    { key: 'day', title: t('day'), cell: (row) => <Day day={row.day} /> },
    { key: 'currency', title: t('currency'), card: 'title', cell: (row) => nameOf(row.currency) },
    {
      key: 'rate',
      title: t('title'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <span className="bw-num">
          {t('reads', {
            n: row.per,
            currency: row.currency,
            quoted: quotedText(BigInt(row.micro)),
          })}
        </span>
      ),
    },
    { key: 'source', title: t('source'), cell: (row) => row.source || null },
    {
      key: 'by',
      title: t('by'),
      cell: (row) => (
        <span className="bw-muted">
          {row.actorName} <Moment at={row.recordedAt} />
        </span>
      ),
    },
    {
      key: 'acts',
      title: '',
      align: 'right',
      card: 'foot',
      cell: (row) => {
        if (row.withdrawnAt !== null) return <span className="bw-muted">{t('withdrawn')}</span>
        if (onWithdraw === null) return null
        return (
          <Button size="small" type="link" className="biz-quiet" onClick={() => onWithdraw(row)}>
            {t('withdraw')}
          </Button>
        )
      },
    },
  ]
}
