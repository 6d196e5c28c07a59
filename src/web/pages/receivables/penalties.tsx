import { Button } from 'antd'
import { useState } from 'react'
import { readPenalties } from '../../../api/penalties.ts'
import { penaltiesText } from '../../../text/web/penalties.ts'
import { useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import type { PenaltyRow } from './queries.ts'
import { Waivers } from './waivers.tsx'

const WaiverDrawer = laterOpened(async () => (await import('./waiver-drawer.tsx')).WaiverDrawer, 'row')

/** What is owed for paying late, each line with the days that make it, and what was given up [C101]. */
export function PenaltiesPanel({ customerId }: { customerId: string }) {
  const t = useText(penaltiesText)
  const { values } = useUrl()
  const [asking, setAsking] = useState<PenaltyRow | null>(null)
  const { data } = useLater(readPenalties, {
    params: { customerId },
    query: { asOf: values.asOf, known: values.known },
  })
  const columns = useColumns(data?.can.ask === true ? setAsking : null)
  if (!data) return null
  return (
    <>
      <Panel flush title={t('title')}>
        {data.items.length > 0 && <p className="bw-soft biz-panel-note">{t('note', { asOf: data.asOf })}</p>}
        <DataTable
          columns={columns}
          rows={data.items}
          rowKey={(row) => row.instalmentId}
          empty={<EmptyState title={t('none')} text={t('noneText')} />}
          summary={{
            number: t('total'),
            fen: <Money fen={data.fen} />,
            waived: <Money fen={data.waivedFen} />,
            left: <Money fen={data.leftFen} />,
          }}
        />
        {data.withoutRate > 0 && (
          <p className="bw-muted biz-panel-note">{t('withoutRate', { n: data.withoutRate })}</p>
        )}
      </Panel>
      {data.waivers.length > 0 && <Waivers waivers={data.waivers} />}
      <WaiverDrawer customerId={customerId} row={asking} onClose={() => setAsking(null)} />
    </>
  )
}

function useColumns(onAsk: ((row: PenaltyRow) => void) | null): Column<PenaltyRow>[] {
  const t = useText(penaltiesText)
  return [
    {
      key: 'number',
      title: t('number'),
      card: 'title',
      cell: (row) => (
        <span>
          {row.invoiceNumber} {row.label && <span className="bw-muted">{row.label}</span>}
        </span>
      ),
    },
    {
      key: 'contract',
      title: t('contract'),
      cell: (row) => (
        <span>
          <TextLink href={paths.contract(row.contractId)}>{row.contractNumber}</TextLink>
          <span className="bw-muted bw-near">{t('rate', { n: row.rateBp })}</span>
        </span>
      ),
    },
    { key: 'due', title: t('due'), cell: (row) => <Day day={row.dueOn} /> },
    { key: 'how', title: t('how'), cell: (row) => <Stretches row={row} /> },
    { key: 'fen', title: t('penalty'), align: 'right', cell: (row) => <Money fen={row.fen} /> },
    {
      key: 'waived',
      title: t('waived'),
      align: 'right',
      cell: (row) =>
        row.waivedFen > 0 || row.askedFen > 0 ? (
          <span>
            {row.waivedFen > 0 && <Money fen={row.waivedFen} />}
            {row.askedFen > 0 && (
              <span className="bw-tag bw-tag-warn bw-near">
                {t('asked', { fen: moneyText(row.askedFen) })}
              </span>
            )}
          </span>
        ) : null,
    },
    {
      key: 'left',
      title: t('left'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.leftFen} />,
    },
    ...(onAsk ? [askColumn(t('ask'), onAsk)] : []),
  ]
}

function askColumn(word: string, onAsk: (row: PenaltyRow) => void): Column<PenaltyRow> {
  return {
    key: 'ask',
    title: '',
    align: 'right',
    card: 'foot',
    cell: (row) =>
      row.leftFen > 0 && row.askedFen === 0 ? (
        <Button size="small" type="link" onClick={() => onAsk(row)}>
          {word}
        </Button>
      ) : null,
  }
}

function Stretches({ row }: { row: PenaltyRow }) {
  const t = useText(penaltiesText)
  return (
    <span className="bw-soft">
      {row.stretches.map((one) => (
        <span key={one.from} className="biz-stretch">
          {t('stretch', {
            from: one.from,
            to: one.to.slice(5),
            open: moneyText(one.openFen),
            days: one.days,
          })}
        </span>
      ))}
    </span>
  )
}
