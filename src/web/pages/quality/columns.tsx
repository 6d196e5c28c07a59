import { Checkbox } from 'antd'
import type { DefectRow } from '../../../api/quality.ts'
import { qualityText } from '../../../text/web/quality.ts'
import { paths } from '../../paths.ts'
import type { Column } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { TextLink } from '../../ui/url.tsx'
import { RowActions } from './row-actions.tsx'

type Choice = { isChosen: (id: string) => boolean; choose: (id: string, on: boolean) => void }

export function useDefectColumns({ isChosen, choose }: Choice): Column<DefectRow>[] {
  const t = useText(qualityText)
  return [
    {
      key: 'record',
      title: t('record'),
      card: 'title',
      cell: (row) => (
        <span className="biz-quality-record">
          {row.can.fix === true && (
            <Checkbox
              checked={isChosen(row.id)}
              aria-label={t('choose', { name: row.title })}
              onChange={(event) => choose(row.id, event.target.checked)}
            />
          )}
          <RecordLink row={row} />
        </span>
      ),
    },
    {
      key: 'what',
      title: t('what'),
      cell: (row) => (
        <span className="biz-quality-what">
          {t(row.check)}
          <Value row={row} />
        </span>
      ),
    },
    {
      key: 'mender',
      title: t('mender'),
      cell: ({ mender }) => mender && <Person name={mender.name} />,
    },
    {
      key: 'due',
      title: t('due'),
      card: 'side',
      cell: (row) => <Due row={row} />,
    },
    { key: 'act', title: '', align: 'right', card: 'foot', cell: (row) => <RowActions row={row} /> },
  ]
}

/** Where it is mended: the deal, the customer, or the page that sets money against what is owed. */
function RecordLink({ row }: { row: DefectRow }) {
  const t = useText(qualityText)
  const { record, title, customer } = row
  const words =
    record === 'instalment'
      ? t('invoice', { number: title })
      : record === 'payment'
        ? t('payment', { reference: title })
        : title
  const href = row.dealId
    ? paths.deal(row.dealId)
    : customer
      ? record === 'instalment' || record === 'payment'
        ? paths.statement(customer.id)
        : paths.customer(customer.id)
      : null
  return (
    <span>
      {href ? <TextLink href={href}>{words}</TextLink> : words}
      {customer && customer.name !== title && <span className="bw-muted bw-near">{customer.name}</span>}
    </span>
  )
}

function Value({ row: { check, now, other } }: { row: DefectRow }) {
  const t = useText(qualityText)
  const both = useBoth()
  if (other) {
    return (
      <span className="bw-soft">
        {t('with', { name: other.name })}
        {other.responsibleName && t('withWhose', { person: other.responsibleName })}
      </span>
    )
  }
  if (now?.words) return <span className="bw-soft">{both(now.words)}</span>
  const value = now?.value
  if (!value) return null
  const [from = '', to = ''] = value.split(' ')
  if (check === 'payment_unallocated')
    return (
      <span className="bw-soft">
        {t('unallocated')} <Money fen={Number(value)} />
      </span>
    )
  if (check === 'due_before_issue') return <span className="bw-soft">{t('issuedAndDue', { from, to })}</span>
  if (check === 'deal_closed_before_begun')
    return <span className="bw-soft">{t('begunAndClosed', { from, to })}</span>
  if (check === 'deal_no_amount') return null
  // Spaces are what is wrong with some of these, so none of them may be folded away.
  return (
    <span className="bw-soft bw-num biz-quality-value">
      {value}
      {now.fix && (
        <>
          {' → '}
          <strong>{now.fix.to}</strong>
        </>
      )}
    </span>
  )
}

function Due({ row }: { row: DefectRow }) {
  const t = useText(qualityText)
  if (row.state === 'mended') return <span className="bw-tag bw-tag-accent">{t('mended')}</span>
  if (row.state === 'cleared')
    return <span className="bw-soft">{t('endedOn', { day: row.endedOn ?? '' })}</span>
  if (row.state === 'dismissed')
    return (
      <span className="bw-soft biz-quality-what">
        {t('dismissedBy', { name: row.endedBy ?? '', day: row.endedOn ?? '', reason: row.reason })}
      </span>
    )
  return (
    <span className="biz-quality-what">
      <span>
        <Day day={row.dueOn} />
        {row.isOverdue && <span className="bw-tag bw-tag-danger bw-near">{t('late')}</span>}
      </span>
      <span className="bw-muted">{t('since', { day: row.firstSeenOn.slice(5) })}</span>
    </span>
  )
}
