import { missesText } from '../../../text/web/misses.ts'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Report } from './misses.ts'

type Loss = Report['losses'][number] & { place: number }

/** The losses themselves, each a link to what it was about. */
export function MissLosses({ report }: { report: Report }) {
  const t = useText(missesText)
  const both = useBoth()
  const rows: Loss[] = report.losses.map((loss, place) => ({ ...loss, place }))
  const seenBy = (place: number) => report.candidates.find(({ losses }) => losses.includes(place))
  const columns: Column<Loss>[] = [
    { key: 'what', title: t('what'), card: 'side', cell: (row) => t(`kind_${row.kind}`) },
    { key: 'subject', title: t('subject'), card: 'title', cell: (row) => <About row={row} /> },
    { key: 'who', title: t('who'), cell: (row) => row.responsible?.name ?? null },
    { key: 'on', title: t('on'), cell: (row) => <Day day={row.on} /> },
    { key: 'money', title: t('money'), align: 'right', cell: (row) => <Money fen={row.valueFen} /> },
    {
      key: 'seenBy',
      title: t('seenBy'),
      cell: (row) => {
        const candidate = seenBy(row.place)
        return candidate ? both(candidate.title) : <span className="bw-muted">{t('seenByNone')}</span>
      },
    },
  ]
  return (
    <DataTable
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.kind} ${row.subject.id} ${row.on}`}
      empty={<EmptyState title={t('allForeseen')} text={t('allForeseenText')} />}
    />
  )
}

function About({ row }: { row: Loss }) {
  const { subject, customer } = row
  const name = customer?.name ?? subject.label
  const href =
    subject.kind === 'deal' ? paths.deal(subject.id) : customer ? paths.customer(customer.id) : undefined
  const words = subject.kind === 'customer' ? name : `${name} · ${subject.label}`
  return href ? <TextLink href={href}>{words}</TextLink> : words
}
