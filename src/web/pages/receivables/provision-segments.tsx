import type { readProvision } from '../../../api/provisions.ts'
import { provisionsText } from '../../../text/web/provisions.ts'
import type { ReplyOf } from '../../api.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { useAgeWord } from './provision-words.ts'

type Reply = ReplyOf<typeof readProvision>
type Row = Reply['segments'][number]

/** Fewer cases than this and a rate says more of the whole than of the segment. */
const FEW = 90

/** The matrix of each grade or city, beside how many cases each rate rests on. */
export function ProvisionSegments({ data }: { data: Reply }) {
  const t = useText(provisionsText)
  const word = useAgeWord(data.lines)
  if (data.segments.length === 0) return null
  const percent = (bp: number) => `${(bp / 100).toFixed(bp % 100 ? 2 : 0)}%`
  const columns: Column<Row>[] = [
    {
      key: 'key',
      title: t(`segment_${data.rates.segment}`),
      card: 'title',
      cell: (row) => row.key ?? t(data.rates.segment === 'grade' ? 'noGrade' : 'noCity'),
    },
    { key: 'open', title: t('open'), align: 'right', cell: (row) => <Money fen={row.openFen} /> },
    {
      key: 'fen',
      title: t('setAside'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.totalFen} />,
    },
    ...data.lines.map(
      (line, age): Column<Row> => ({
        key: String(line.from),
        title: word(line.from),
        align: 'right',
        cell: (row) => {
          const own = row.lines[age]!
          return (
            <span className="biz-two-lines">
              <span className={own.n < FEW ? 'bw-soft' : ''}>{percent(own.bp)}</span>
              <span className="bw-muted">{t('matrixCases', { n: own.n })}</span>
            </span>
          )
        },
      }),
    ),
  ]
  return (
    <>
      <h4>{t('segmentsTitle')}</h4>
      <DataTable
        columns={columns}
        rows={data.segments}
        rowKey={(row) => String(row.key)}
        empty={t('empty')}
        summary={{ key: t('sum'), open: <Money fen={data.openFen} />, fen: <Money fen={data.totalFen} /> }}
      />
      <p className="bw-muted">{t('segmentsNote')}</p>
    </>
  )
}
