import { listLosses, readLosses } from '../../../api/losses.ts'
import { lossesText } from '../../../text/web/losses.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { Limitation } from './limitation.tsx'
import { WriteOffs } from './write-offs.tsx'

type Losses = ReplyOf<typeof readLosses>
type Cause = Losses['lost'][number]['cause'] | Losses['risks'][number]['cause']
type Leak = { cause: Cause; n: number; fen: number }
type Row = ReplyOf<typeof listLosses>['items'][number]

const SIZE = 50

/** What was written off, what can still be sued for, and for readers of the books where money was lost. */
export function Losses() {
  const may = useMay()
  return (
    <div className="bw-stack">
      {may('close.read') && <Figures />}
      <Limitation />
      <WriteOffs />
    </div>
  )
}

/** Where money was lost in twelve months [C098]. */
function Figures() {
  const t = useText(lossesText)
  const { values } = useUrl()
  const { data } = useLater(readLosses, { query: { asOf: values.asOf, known: values.known } })
  if (!data) return null
  return (
    <>
      <span className="bw-soft">{t('note', { from: data.from, asOf: data.asOf })}</span>
      <Rates data={data} />
      <Leaks data={data} leaks={data.lost} whole={data.lostFen} />
      <section>
        <h3>{t('risks')}</h3>
        <p className="bw-muted biz-detail-sum">{t('risksNote')}</p>
        <Leaks data={data} leaks={data.risks} whole={null} />
      </section>
      <LossRows data={data} />
    </>
  )
}

function Rates({ data }: { data: Losses }) {
  const t = useText(lossesText)
  const { salesFen } = data
  const share = (fen: number) => (salesFen > 0 ? `${((100 * fen) / salesFen).toFixed(2)}%` : t('noSales'))
  const sales = moneyText(salesFen)
  return (
    <StatRow>
      <StatCard
        label={t('lost')}
        value={<Money fen={data.lostFen} short />}
        note={`${t('lostNote')}${salesFen > 0 ? ` · ${t('ofSales', { share: share(data.lostFen) })}` : ''}`}
        {...(data.lostFen > 0 ? { tone: 'danger' as const } : {})}
      />
      <StatCard
        label={t('rateWrittenOff')}
        value={share(data.writtenOffFen - data.recoveredFen)}
        note={t('rateWrittenOffNote', {
          writtenOff: moneyText(data.writtenOffFen),
          recovered: moneyText(data.recoveredFen),
          sales,
        })}
      />
      <StatCard
        label={t('rateProvisioned')}
        value={share(data.provisionFen)}
        note={t('rateProvisionedNote', { provision: moneyText(data.provisionFen), sales })}
        href={paths.receivables({ tab: 'provisions' })}
      />
    </StatRow>
  )
}

/** One line per cause; the figure opens its rows. */
function Leaks({ data, leaks, whole }: { data: Losses; leaks: readonly Leak[]; whole: number | null }) {
  const t = useText(lossesText)
  const { values } = useUrl()
  const words = useCauseWords(data)
  const columns: Column<Leak>[] = [
    {
      key: 'cause',
      title: t('cause'),
      card: 'title',
      cell: (row) => (
        <span className="biz-two-lines">
          <TextLink href={paths.receivables({ ...values, cause: row.cause, page: undefined })}>
            {words(row.cause).name}
          </TextLink>
          <span className="bw-muted">{words(row.cause).why}</span>
        </span>
      ),
    },
    { key: 'n', title: t('count'), align: 'right', cell: (row) => row.n },
    ...(whole === null
      ? []
      : [
          {
            key: 'share',
            title: t('share'),
            align: 'right' as const,
            cell: (row: Leak) =>
              whole > 0 && row.fen > 0 ? `${((100 * row.fen) / whole).toFixed(1)}%` : null,
          },
        ]),
    {
      key: 'fen',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.fen} />,
    },
  ]
  return (
    <DataTable
      columns={columns}
      rows={leaks}
      rowKey={(row) => row.cause}
      rowTone={(row) => (row.fen === 0 ? 'muted' : undefined)}
      empty={t('rowsNone')}
      {...(whole === null ? {} : { summary: { fen: <Money fen={whole} /> } })}
    />
  )
}

function useCauseWords(data: Losses): (cause: Cause) => { name: string; why: string } {
  const t = useText(lossesText)
  const fill = { days: data.oldDays, rate: `${data.moneyCostBp / 100}%` }
  return (cause) => ({ name: t(`cause_${cause}`, fill), why: t(`why_${cause}`, fill) })
}

/** The rows behind a figure (law 9); which one stands in the URL. */
function LossRows({ data }: { data: Losses }) {
  const t = useText(lossesText)
  const { values, set } = useUrl()
  const words = useCauseWords(data)
  const known = [...data.lost, ...data.risks].find(({ cause }) => cause === values.cause)
  const { data: rows } = useLater(listLosses, {
    params: { cause: known?.cause ?? 'written_off' },
    query: { asOf: values.asOf, known: values.known, page: Number(values.page ?? 1), size: SIZE },
    enabled: known !== undefined,
  })
  const withDays = known?.cause === 'late' || data.risks.some(({ cause }) => cause === known?.cause)
  const columns = useRowColumns(withDays)
  return (
    <FormDrawer
      open={known !== undefined}
      width={760}
      title={known ? words(known.cause).name : ''}
      onClose={() => set({ cause: undefined })}
    >
      {known && rows && (
        <>
          <p className="bw-soft biz-detail-sum">{words(known.cause).why}</p>
          <DataTable
            columns={columns}
            rows={rows.items}
            rowKey={(row) => row.id}
            total={rows.total}
            pageSize={SIZE}
            toolbar={<span className="bw-muted">{t('rowsSum', { amount: moneyText(rows.sumFen) })}</span>}
            empty={t('rowsNone')}
          />
        </>
      )}
    </FormDrawer>
  )
}

function useRowColumns(withDays: boolean): Column<Row>[] {
  const t = useText(lossesText)
  return [
    {
      key: 'customer',
      title: t('customer'),
      card: 'title',
      cell: (row) => <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>,
    },
    {
      key: 'what',
      title: t('what'),
      cell: (row) => (row.what ? <span className="biz-said">{row.what}</span> : null),
    },
    { key: 'on', title: t(withDays ? 'due' : 'on'), cell: (row) => <Day day={row.on} /> },
    ...(withDays
      ? [{ key: 'days', title: t('days'), align: 'right' as const, cell: (row: Row) => row.days }]
      : []),
    {
      key: 'fen',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.fen} />,
    },
  ]
}
