import { quantityText } from '../../../core/quote/offer.ts'
import { isUndated } from '../../../core/receivable/retention.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { diffText } from '../../../text/web/diff.ts'
import { quotesText } from '../../../text/web/quotes.ts'
import { ContentDiff } from '../../parts/content-diff.tsx'
import { paths } from '../../paths.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day, Moment } from '../../ui/day.tsx'
import { listMark, useBoth, useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Contract } from './contract-actions.tsx'

const PENDING = {
  running: 'pendingRunning',
  returned: 'pendingReturned',
  other_content: 'pendingOther',
  approved: 'pendingNone',
  none: 'pendingNone',
} as const

/** Where the newest version stands while it is not in force, and what it still lacks. */
export function PendingNote({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  const { approval, missing } = contract
  if (!approval) return null
  return (
    <p className="biz-draft">
      {t(PENDING[approval.state], { n: approval.version })}{' '}
      {missing.length > 0 &&
        t('missing', {
          what: missing.map((one) => t(one === 'penalty' ? 'penaltyLabel' : one)).join(listMark()),
        })}
      {approval.caseId && <TextLink href={paths.approval(approval.caseId)}>{t('toCase')}</TextLink>}
    </p>
  )
}

export function LinesOfContract({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  const quotes = useText(quotesText)
  const { lines } = contract.content
  if (lines.length === 0) return null
  type Line = (typeof lines)[number]
  const columns: Column<Line>[] = [
    { key: 'product', title: quotes('product'), card: 'title', cell: (row) => row.product },
    {
      key: 'quantity',
      title: quotes('quantity'),
      align: 'right',
      cell: (row) => `${quantityText(BigInt(row.quantityMilli))} ${row.unit ?? ''}`,
    },
    {
      key: 'price',
      title: quotes('price'),
      align: 'right',
      cell: (row) => <Money fen={row.unitPriceFen} currency={contract.currency} />,
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} currency={contract.currency} />,
    },
  ]
  return (
    <Panel flush title={t('lines')}>
      <DataTable columns={columns} rows={lines} rowKey={(row) => String(lines.indexOf(row))} empty={null} />
    </Panel>
  )
}

export function NodesOfContract({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  if (contract.nodes.length === 0) return null
  const columns: Column<Contract['nodes'][number]>[] = [
    { key: 'label', title: t('nodes'), card: 'title', cell: (row) => <NodeName row={row} /> },
    { key: 'due', title: t('dueOn'), cell: (row) => <NodeDue row={row} /> },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} currency={contract.currency} />,
    },
  ]
  return (
    <Panel flush title={t('nodes')}>
      <DataTable columns={columns} rows={contract.nodes} rowKey={(row) => row.id} empty={null} />
    </Panel>
  )
}

type Node = Contract['nodes'][number]

function NodeName({ row: { label, retention } }: { row: Node }) {
  const t = useText(contractsText)
  return (
    <span className="bw-row bw-wrap">
      {label || '—'}
      {retention && label !== t('retention') && <span className="bw-tag">{t('retention')}</span>}
    </span>
  )
}

/** Retention that waits for acceptance has no day yet and says what it waits for. */
function NodeDue({ row: { dueOn, retention } }: { row: Node }) {
  const t = useText(contractsText)
  const months = retention?.months
  if (months == null) return <Day day={dueOn} near />
  return (
    <span className="biz-two-lines">
      {isUndated(dueOn) ? <span className="bw-warn">{t('awaitsAcceptance')}</span> : <Day day={dueOn} near />}
      <span className="bw-muted">{t('monthsAfter', { n: months })}</span>
    </span>
  )
}

export function ClausesOfContract({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  const diff = useText(diffText)
  const both = useBoth()
  if (contract.articles.length === 0) return null
  return (
    <Panel title={t('terms')}>
      {contract.articles.map(({ heading, pieces }) => (
        <section key={both(heading)} className="biz-clause">
          <h3>{both(heading)}</h3>
          <p>
            {pieces.map(({ text, name }, index) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
                key={index}
                className={name === null ? '' : 'biz-filled'}
                title={name === null ? '' : diff('filled', { name })}
              >
                {text}
              </span>
            ))}
          </p>
        </section>
      ))}
    </Panel>
  )
}

/** Every version beside the one before it: who changed what, and why (C076). */
export function VersionsOfContract({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  return (
    <Panel title={t('versionsTitle')}>
      {contract.versions.map((version, index) => (
        <details key={version.id} className="biz-version" open={index === 0 && contract.versions.length > 1}>
          <summary>
            <span className="bw-row bw-wrap">
              <strong>{t('version', { n: version.number })}</strong>
              <span className={version.state === 'in_force' ? 'bw-tag bw-tag-good' : 'bw-tag'}>
                {t(version.state)}
              </span>
              <span className="bw-muted">
                {version.actorName} <Moment at={version.at} />
              </span>
            </span>
          </summary>
          {version.reason && <p className="bw-soft">{version.reason}</p>}
          <p className="bw-muted">
            {version.number === 1 ? t('diffFirst') : t('diffAgainst', { n: version.number - 1 })}
          </p>
          <ContentDiff lines={version.diff} unchanged={t('unchanged')} />
        </details>
      ))}
    </Panel>
  )
}
