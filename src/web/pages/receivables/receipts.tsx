import { App, Button } from 'antd'
import { useState } from 'react'
import { exportReceipts } from '../../../api/list-exports.ts'
import { confirmReceipts, listReceipts } from '../../../api/receipts.ts'
import { receiptsText } from '../../../text/web/receipts.ts'
import { useLater, useSend } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { useMay } from '../../session.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { FilterBar, UrlTabs } from '../../ui/filters.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { moneyText } from '../../ui/money.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useUrl } from '../../ui/url.tsx'
import { BankUpload } from './bank-upload.tsx'
import type { ReceiptRow } from './queries.ts'
import { useReceiptColumns } from './receipt-columns.tsx'

const AsideDialog = laterOpened(async () => (await import('./claim-receipt.tsx')).AsideDialog, 'row')
const ClaimDrawer = laterOpened(async () => (await import('./claim-receipt.tsx')).ClaimDrawer, 'row')

const ReportDrawer = laterOpened(async () => (await import('./claim-receipt.tsx')).ReportDrawer)

const SIZE = 50
const SURE = 3

type View = 'waiting' | 'claimed' | 'confirmed' | 'aside'
type Open = { what: 'claim' | 'aside'; row: ReceiptRow } | { what: 'report' } | null

/** Money that came in: claimed by whoever knows it, confirmed by finance [C091 C181]. */
export function Receipts() {
  const t = useText(receiptsText)
  const may = useMay()
  const { values } = useUrl()
  const { message } = App.useApp()
  const [open, setOpen] = useState<Open>(null)
  const view = (values.view ?? 'waiting') as View
  const { data } = useLater(listReceipts, { query: { view, page: Number(values.page ?? 1), size: SIZE } })
  const exportHref = useExportHref(exportReceipts, { view })
  const confirm = useSend(confirmReceipts, {
    onDone: ({ confirmed, half }) => {
      if (confirmed > 0) void message.success(t('confirmDone', { confirmed }))
      if (half > 0) void message.info(t('confirmHalf', { half }))
    },
  })
  const columns = useReceiptColumns(view, {
    busy: confirm.isPending,
    onClaim: (row) => setOpen({ what: 'claim', row }),
    onAside: (row) => setOpen({ what: 'aside', row }),
    onConfirm: (row) => confirm.mutate({ body: { ids: [row.id], adopt: row.state === 'waiting' } }),
  })
  const counted = (key: 'waiting' | 'claimed') => `${t(key)} ${data?.counts[key].count || ''}`.trim()
  const sure = view === 'waiting' ? (data?.items ?? []).filter(isSure) : []
  const close = () => setOpen(null)
  return (
    <>
      <FilterBar>
        <UrlTabs
          name="view"
          fallback="waiting"
          options={[
            { value: 'waiting', label: counted('waiting') },
            { value: 'claimed', label: counted('claimed') },
            { value: 'confirmed', label: t('confirmed') },
            { value: 'aside', label: t('aside') },
          ]}
        />
        {may('receivable.write') && <BankUpload />}
        {may('receivable.note') && <Button onClick={() => setOpen({ what: 'report' })}>{t('report')}</Button>}
      </FilterBar>
      <p className="bw-soft biz-detail-sum">
        {t('note')} {data && t('twice', { amount: moneyText(data.twiceFromFen) })}
      </p>
      <ErrorNote error={confirm.error} />
      {data && (
        <DataTable
          columns={columns}
          rows={data.items}
          rowKey={(row) => row.id}
          total={data.total}
          pageSize={SIZE}
          exportHref={exportHref}
          toolbar={
            sure.length > 1 &&
            may('receivable.write') && (
              <Button
                size="small"
                type="primary"
                loading={confirm.isPending}
                onClick={() => confirm.mutate({ body: { ids: sure.map(({ id }) => id), adopt: true } })}
              >
                {t('adoptAll', { n: sure.length })}
              </Button>
            )
          }
          empty={<Nothing view={view} />}
        />
      )}
      <ClaimDrawer row={open?.what === 'claim' ? open.row : null} onClose={close} />
      <AsideDialog row={open?.what === 'aside' ? open.row : null} onClose={close} />
      <ReportDrawer open={open?.what === 'report'} onClose={close} />
    </>
  )
}

/** What may be confirmed together: a number or an exact instalment, and nothing odd about it. */
function isSure(row: ReceiptRow): boolean {
  return row.proposal !== null && row.proposal.rung <= SURE && row.flags.length === 0
}

function Nothing({ view }: { view: View }) {
  const t = useText(receiptsText)
  if (view === 'waiting') return <EmptyState title={t('emptyWaiting')} text={t('emptyWaitingText')} />
  const title = { claimed: t('emptyClaimed'), confirmed: t('emptyConfirmed'), aside: t('emptyAside') }[view]
  return <EmptyState title={title} />
}
