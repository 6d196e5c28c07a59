import { cardCheck } from '../../../api/credit-accounts.ts'
import { creditText } from '../../../text/web/credit.ts'
import { accountsText } from '../../../text/web/credit-accounts.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { useAsOf } from '../../ui/url.tsx'

type Factor = ReplyOf<typeof cardCheck>['factors'][number]

/** What the card asks, and whether it has told good payers from bad ones here: with n, or nothing said. */
export function CardDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(accountsText)
  const asOf = useAsOf()
  const { data } = useLater(cardCheck, { query: { asOf }, enabled: open })
  const columns = useColumns()
  return (
    <FormDrawer open={open} onClose={onClose} title={t('cardTitle')} width={860}>
      {data && (
        <div className="bw-stack">
          <p>
            {t('cardNote', { from: data.from })}{' '}
            <strong>{t('cardCases', { cases: data.cases, customers: data.customers, bad: data.bad })}</strong>{' '}
            <span className="bw-soft">
              {t('cardLeast', { least: data.least })} {data.sampled && t('cardSampled')}
            </span>
          </p>
          <DataTable columns={columns} rows={data.factors} rowKey={(row) => row.key} empty={t('tooFew')} />
          <p className="bw-soft">{t('cardCaveat')}</p>
        </div>
      )}
    </FormDrawer>
  )
}

function useColumns(): Column<Factor>[] {
  const t = useText(accountsText)
  const c = useText(creditText)
  return [
    { key: 'factor', title: t('factor'), card: 'title', cell: (row) => c(`factor_${row.key}`) },
    { key: 'max', title: t('max'), align: 'right', cell: (row) => <span className="bw-num">{row.max}</span> },
    {
      key: 'known',
      title: t('known'),
      align: 'right',
      cell: (row) => <span className="bw-num">{t('knownOf', { n: row.n, bad: row.bad })}</span>,
    },
    {
      key: 'bins',
      title: t('bins'),
      align: 'right',
      cell: (row) => (
        <span className="bw-num">
          {row.bins.map(({ n, bad }) => (n === 0 ? '–' : t('binOf', { n, bad }))).join('　')}
        </span>
      ),
    },
    { key: 'verdict', title: t('verdict'), card: 'side', cell: (row) => <Verdict row={row} /> },
  ]
}

function Verdict({ row }: { row: Factor }) {
  const t = useText(accountsText)
  if (row.band === null || row.iv === null) return <span className="bw-muted">{t('tooFew')}</span>
  const tone = row.reversed || row.band === 'suspicious' ? 'bw-warn' : row.band === 'none' ? 'bw-muted' : ''
  return (
    <span className={tone}>
      {t(row.reversed ? 'reversed' : `band_${row.band}`)}{' '}
      <span className="bw-soft bw-num">{t('iv', { value: row.iv.toFixed(2) })}</span>
    </span>
  )
}
