import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { type AllowanceRow, creditAllowance, endAllowance, listAllowances } from '../../../api/allowances.ts'
import { exportAllowances } from '../../../api/list-exports.ts'
import { CAUSE_WORDS, CONDITION_WORDS } from '../../../core/order/allowance.ts'
import { allowancesText } from '../../../text/web/allowances.ts'
import { useData, useSend } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import '../../parts/parts.css'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { Field } from '../../ui/field.tsx'
import { FilterBar, UrlTabs } from '../../ui/filters.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { ALLOWANCES_PAGE_SIZE, allowancesQuery } from './queries.ts'

const AskDiscount = later(async () => (await import('./ask-discount.tsx')).AskDiscount)

/** What is given back after the sale; finance records the credit note of what was granted. */
export function AllowancesPage() {
  const t = useText(allowancesText)
  const may = useMay()
  const { values } = useUrl()
  const [asking, setAsking] = useState(false)
  const [acting, setActing] = useState<Acting | null>(null)
  const reply = useData(listAllowances, { query: allowancesQuery(values) })
  const exportHref = useExportHref(exportAllowances, allowancesQuery(values))
  const { toCredit, toCreditFen, asked } = reply.counts
  const withCount = (word: string, n: number) => (n > 0 ? `${word} ${n}` : word)
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          may('receivable.note') && (
            <Button type="primary" onClick={() => setAsking(true)}>
              {t('askDiscount')}
            </Button>
          )
        }
      />
      <FilterBar>
        <UrlTabs
          name="view"
          fallback="all"
          options={[
            { value: 'all', label: t('all') },
            { value: 'to_credit', label: withCount(t('toCredit'), toCredit) },
            { value: 'asked', label: withCount(t('asked'), asked) },
          ]}
        />
      </FilterBar>
      <DataTable
        columns={useColumns(setActing)}
        rows={reply.items}
        rowKey={(row) => row.id}
        total={reply.total}
        pageSize={ALLOWANCES_PAGE_SIZE}
        exportHref={exportHref}
        toolbar={toCredit > 0 && t('toCreditSum', { n: toCredit, amount: moneyText(toCreditFen) })}
        rowTone={(row) => (row.status === 'ended' ? 'muted' : undefined)}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />}
      />
      {asking && <AskDiscount customerId={values.customerId} onClose={() => setAsking(false)} />}
      <Act acting={acting} onClose={() => setActing(null)} />
    </>
  )
}

type Acting = { row: AllowanceRow; what: 'credit' | 'end' }

function Act({ acting, onClose }: { acting: Acting | null; onClose: () => void }) {
  const t = useText(allowancesText)
  const { message } = App.useApp()
  const [reference, setReference] = useState('')
  const onDone = () => {
    void message.success(t('done'))
    setReference('')
    onClose()
  }
  const credit = useSend(creditAllowance, { onDone })
  const end = useSend(endAllowance, { onDone })
  const params = { id: acting?.row.id ?? '' }
  return (
    <>
      <Confirm
        open={acting?.what === 'credit'}
        title={t('creditTitle', { amount: moneyText(acting?.row.amountFen ?? 0) })}
        text={t('creditText')}
        okText={t('credit')}
        okDisabled={reference.trim() === ''}
        busy={credit.isPending}
        error={credit.error}
        onCancel={onClose}
        onOk={() => credit.mutate({ params, body: { reference } })}
      >
        <Field label={t('reference')}>
          <Input value={reference} maxLength={100} onChange={(event) => setReference(event.target.value)} />
        </Field>
      </Confirm>
      <Confirm
        open={acting?.what === 'end'}
        title={t('endTitle')}
        text={t('endText')}
        okText={t('end')}
        danger
        reason="required"
        busy={end.isPending}
        error={end.error}
        onCancel={onClose}
        onOk={(reason) => end.mutate({ params, body: { reason } })}
      />
    </>
  )
}

function useColumns(onAct: (acting: Acting) => void): Column<AllowanceRow>[] {
  const t = useText(allowancesText)
  const { language } = useLanguage()
  return [
    {
      key: 'what',
      title: t('what'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <span>
            {t(row.kind)} · <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>
          </span>
          <span className="bw-muted">
            {[
              CAUSE_WORDS[row.cause][language],
              row.condition && CONDITION_WORDS[row.condition][language],
              row.reason,
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
      ),
    },
    {
      key: 'about',
      title: t('about'),
      cell: (row) =>
        row.note ? (
          <TextLink href={paths.note(row.note.id)}>{row.note.number}</TextLink>
        ) : (
          (row.invoiceNumber ?? `${row.from} – ${row.until}`)
        ),
    },
    { key: 'on', title: t('on'), cell: (row) => <Day day={row.on} /> },
    { key: 'status', title: t('status'), cell: (row) => <Status row={row} /> },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
    {
      key: 'act',
      title: '',
      cell: (row) =>
        row.needsCredit &&
        row.can.credit !== 'forbidden' && (
          <span className="bw-row">
            <CanButton can={row.can.credit} size="small" onClick={() => onAct({ row, what: 'credit' })}>
              {t('credit')}
            </CanButton>
            <CanButton can={row.can.end} size="small" type="text" onClick={() => onAct({ row, what: 'end' })}>
              {t('end')}
            </CanButton>
          </span>
        ),
    },
  ]
}

function Status({ row }: { row: AllowanceRow }) {
  const t = useText(allowancesText)
  if (row.credit)
    return (
      <span className="bw-tag bw-tag-accent">{t('statusCredited', { reference: row.credit.reference })}</span>
    )
  if (row.status === 'ended') return <span className="bw-tag">{t('statusEnded')}</span>
  if (row.status === 'asked')
    return row.caseId ? (
      <TextLink href={paths.approval(row.caseId)}>{t('statusAsked')}</TextLink>
    ) : (
      <span className="bw-tag">{t('statusAsked')}</span>
    )
  return (
    <span className="bw-tag">
      {t(row.needsCredit ? 'toCredit' : row.kind === 'return' ? 'statusBilledLess' : 'statusGranted')}
    </span>
  )
}
