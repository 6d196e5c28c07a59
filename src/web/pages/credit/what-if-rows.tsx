import type { creditWhatIf } from '../../../api/credit-what-if.ts'
import { whatIfText } from '../../../text/web/credit-what-if.ts'
import type { ReplyOf } from '../../api.ts'
import { useFindingWords } from '../../parts/credit-findings.tsx'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'

type Answer = ReplyOf<typeof creditWhatIf>
type Row = Answer['rows'][number]

/** The orders behind a figure: why each was held, what became of it, and what stopping it was worth. */
export function WhatIfRows({ answer }: { answer: Answer }) {
  const t = useText(whatIfText)
  const { values } = useUrl()
  const part = values.part ?? 'stopped'
  const columns = useColumns()
  const rows = answer.rows.filter((row) => isPart(row, part))
  const tabs = [
    { value: 'stopped', label: t('rowsAll') },
    { value: 'unpaid', label: t('unpaid') },
    { value: 'late', label: t('late', { n: answer.lateDays }) },
    { value: 'well', label: t('well') },
    { value: 'open', label: t('openYet') },
    ...(part === 'cancelled' ? [{ value: 'cancelled', label: t('cancelled') }] : []),
    { value: 'waited', label: t('waited') },
  ]
  return (
    <Panel flush title={t('rows')}>
      <DataTable
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={hrefOf}
        toolbar={
          <>
            <div className="biz-tabs-scroll">
              <UrlTabs name="part" options={tabs} fallback="stopped" />
            </div>
            {answer.rowsLeftOut > 0 && (
              <span className="bw-muted">{t('rowsLeftOut', { n: answer.rowsLeftOut })}</span>
            )}
          </>
        }
        empty={
          <>
            <div className="biz-tabs-scroll">
              <UrlTabs name="part" options={tabs} fallback="stopped" />
            </div>
            <EmptyState title={t('rowsNone')} text={t('rowsNoneText')} />
          </>
        }
      />
    </Panel>
  )
}

function isPart(row: Row, part: string): boolean {
  if (part === 'waited') return row.state === 'waited'
  return row.state === 'stopped' && (part === 'stopped' || row.outcome === part)
}

function hrefOf(row: Row): string {
  return row.kind === 'order' ? paths.order(row.id) : paths.statement(row.customer.id)
}

function useColumns(): Column<Row>[] {
  const t = useText(whatIfText)
  const words = useFindingWords()
  return [
    {
      key: 'number',
      title: t('order'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={hrefOf(row)}>
            {row.number}
            {row.kind === 'invoice' && <span className="bw-muted"> · {t('invoice')}</span>}
          </TextLink>
          <TextLink className="bw-muted" href={paths.customer(row.customer.id)}>
            {row.customer.name}
          </TextLink>
        </span>
      ),
    },
    { key: 'on', title: t('on'), cell: (row) => <Day day={row.on} /> },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
    { key: 'became', title: t('became'), cell: (row) => <BecameWords row={row} /> },
    {
      key: 'why',
      title: t('why'),
      cell: (row) => (
        <span className="biz-two-lines">
          <span>{row.findings.map(words).join('；')}</span>
          <span className="bw-row bw-wrap">
            {row.atDelivery && <span className="bw-tag">{t('atDelivery')}</span>}
            {row.heldNow && <span className="bw-tag">{t('alsoNow')}</span>}
          </span>
        </span>
      ),
    },
    {
      key: 'money',
      title: t('money'),
      align: 'right',
      cell: (row) => {
        const net = row.lossFen + row.waitingFen - row.marginFen
        if (row.state === 'waited' || net === 0) return null
        return (
          <span className={net < 0 ? 'bw-danger' : 'bw-good'}>
            <Money fen={net} />
          </span>
        )
      },
    },
  ]
}

function BecameWords({ row }: { row: Row }) {
  const t = useText(whatIfText)
  if (row.state === 'waited') return t('waitedDays', { n: row.waitedDays })
  if (row.outcome === 'unpaid')
    return <span className="bw-danger">{t('became_unpaid', { amount: moneyText(row.unpaidFen) })}</span>
  if (row.outcome === 'late') return <span className="bw-warn">{t('became_late', { n: row.lateDays })}</span>
  if (row.outcome === 'well')
    return row.lateDays > 0 ? t('became_wellLate', { n: row.lateDays }) : t('became_well')
  return t(row.outcome === 'open' ? 'became_open' : 'became_cancelled')
}
