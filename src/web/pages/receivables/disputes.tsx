import { App, Button } from 'antd'
import { useState } from 'react'
import { listDisputes, voidDispute } from '../../../api/disputes.ts'
import { exportDisputes } from '../../../api/list-exports.ts'
import { disputesText } from '../../../text/web/disputes.ts'
import { useLater, useSend } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { paths } from '../../paths.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { FilterBar, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import type { Dispute } from './queries.ts'

const ResolveDispute = laterOpened(
  async () => (await import('./resolve-dispute.tsx')).ResolveDispute,
  'dispute',
)

const SIZE = 50

/** What customers contest, the longest overdue answer first [C104]. */
export function Disputes() {
  const t = useText(disputesText)
  const { values } = useUrl()
  const { message } = App.useApp()
  const [ending, setEnding] = useState<Dispute | null>(null)
  const [voiding, setVoiding] = useState<Dispute | null>(null)
  const { data } = useLater(listDisputes, {
    query: {
      asOf: values.asOf,
      known: values.known,
      customerId: values.customerId,
      view: values.status,
      page: Number(values.page ?? 1),
      size: SIZE,
    },
  })
  const send = useSend(voidDispute, {
    onDone: () => {
      setVoiding(null)
      void message.success(t('voided'))
    },
  })
  const columns = useColumns(values.status === 'resolved', setEnding, setVoiding)
  const exportHref = useExportHref(exportDisputes, {
    asOf: values.asOf,
    known: values.known,
    customerId: values.customerId,
    view: values.status,
  })
  return (
    <>
      <FilterBar>
        <UrlTabs
          name="status"
          fallback="open"
          options={[
            { value: 'open', label: t('open') },
            { value: 'resolved', label: t('resolved') },
          ]}
        />
        {values.customerId && (
          <TextLink href={paths.receivables({ tab: 'disputes' })}>{t('everyone')}</TextLink>
        )}
        <span className="bw-soft">{t('note')}</span>
      </FilterBar>
      {data && (
        <DataTable
          columns={columns}
          rows={data.items}
          rowKey={(row) => row.id}
          total={data.total}
          pageSize={SIZE}
          exportHref={exportHref}
          rowTone={(row) => (row.lateDays > 0 && !row.resolvedOn ? 'danger' : undefined)}
          toolbar={
            data.total > 0 && (
              <span className="bw-muted">{t('sum', { amount: moneyText(data.sumFen), n: data.total })}</span>
            )
          }
          empty={
            values.status === 'resolved' ? (
              <EmptyState title={t('emptyResolved')} />
            ) : (
              <EmptyState title={t('emptyOpen')} text={t('emptyOpenText')} />
            )
          }
        />
      )}
      <ResolveDispute dispute={ending} onClose={() => setEnding(null)} />
      <Confirm
        open={voiding !== null}
        title={t('voidTitle')}
        text={t('voidText')}
        okText={t('void')}
        danger
        reason="required"
        busy={send.isPending}
        error={send.error}
        onOk={(reason) => voiding && send.mutate({ params: { id: voiding.id }, body: { reason } })}
        onCancel={() => setVoiding(null)}
      />
    </>
  )
}

function useColumns(
  ended: boolean,
  onEnd: (row: Dispute) => void,
  onVoid: (row: Dispute) => void,
): Column<Dispute>[] {
  const t = useText(disputesText)
  const outcome = useOutcomeColumn()
  const actions = useActions(onEnd, onVoid)
  return [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>
          <span className="bw-muted">
            {row.invoiceNumber} {row.label}
          </span>
        </span>
      ),
    },
    {
      key: 'kind',
      title: t('reason'),
      cell: (row) => (
        <span className="biz-two-lines biz-said">
          <span className="bw-tag">{t(`kind_${row.kind}`)}</span>
          <span>{row.reason}</span>
        </span>
      ),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <span className="biz-two-lines">
          <Money fen={row.amountFen} />
          {row.openFen === 0 && <span className="bw-good">{t('paid')}</span>}
        </span>
      ),
    },
    { key: 'opened', title: t('openedOn'), card: 'hide', cell: (row) => <Day day={row.openedOn} /> },
    ended
      ? { key: 'resolved', title: t('resolvedOn'), cell: (row) => <Day day={row.resolvedOn} /> }
      : {
          key: 'due',
          title: t('dueOn'),
          cell: (row) => (
            <span className="biz-two-lines">
              <Day day={row.dueOn} near={row.lateDays === 0} />
              {row.lateDays > 0 && <span className="bw-danger">{t('lateBy', { n: row.lateDays })}</span>}
            </span>
          ),
        },
    { key: 'who', title: t('responsible'), cell: (row) => <Person name={row.responsible?.name} /> },
    ended ? outcome : actions,
  ]
}

function useOutcomeColumn(): Column<Dispute> {
  const t = useText(disputesText)
  return {
    key: 'outcome',
    title: t('outcome'),
    cell: (row) =>
      row.outcome && (
        <span className="biz-two-lines">
          {t(`outcome_${row.outcome}`)}
          <span className="bw-muted">{row.resolution}</span>
        </span>
      ),
  }
}

function useActions(onEnd: (row: Dispute) => void, onVoid: (row: Dispute) => void): Column<Dispute> {
  const t = useText(disputesText)
  return {
    key: 'do',
    title: '',
    align: 'right',
    card: 'foot',
    cell: (row) =>
      row.can.resolve === true && (
        <span className="bw-row">
          <Button size="small" onClick={() => onEnd(row)}>
            {t('resolve')}
          </Button>
          <Button size="small" type="link" className="biz-quiet" onClick={() => onVoid(row)}>
            {t('void')}
          </Button>
        </span>
      ),
  }
}
