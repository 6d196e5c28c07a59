import { FileExcelOutlined, FilePdfOutlined, MailOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { customerStatement, statementFile } from '../../../api/receivables.ts'
import { currencyText } from '../../../core/exchange/rate.ts'
import { isRetentionName } from '../../../core/receivable/retention.ts'
import { customerMailText } from '../../../text/web/customer-mail.ts'
import { statementText } from '../../../text/web/statement.ts'
import { type ReplyOf, urlOf, useData } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { MailsSent } from '../../parts/mails-sent.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { LedgerMoney, Money, moneyText } from '../../ui/money.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { StatCard, StatRow } from '../../ui/stat-card.tsx'
import { TextLink, useAsOf, useUrl } from '../../ui/url.tsx'
import { PenaltiesPanel } from './penalties.tsx'
import { statementQuery } from './queries.ts'
import { Reading } from './reading.tsx'
import { StatementAnswers } from './statement-answers.tsx'
import './receivables.css'

const StatementMail = laterOpened(async () => (await import('./statement-mail.tsx')).StatementMail)

type Statement = ReplyOf<typeof customerStatement>

/** The account of one customer, as it is sent to be confirmed [C092]. */
export function StatementPage() {
  const t = useText(statementText)
  const asOf = useAsOf()
  const { id } = useParams({ strict: false }) as { id: string }
  const { values } = useUrl()
  const statement = useData(customerStatement, { params: { id }, query: statementQuery(values) })
  return (
    <>
      <LookingBackBanner reading={statement.reading} />
      <PageHead
        back={{ href: paths.receivables(), label: t('back') }}
        title={`${statement.customer.name} ${t('title')}`}
        note={
          <>
            {t('note')} <TextLink href={paths.customer(id)}>{t('openCustomer')}</TextLink>
          </>
        }
        actions={<Downloads statement={statement} />}
      />
      {asOf && <Reading />}
      <Span statement={statement} />
      <Figures statement={statement} />
      <Currencies statement={statement} />
      <Movements statement={statement} />
      <OpenItems statement={statement} />
      <NotesOfStatement statement={statement} />
      <PenaltiesPanel customerId={id} />
      <StatementAnswers customerId={id} asOf={statement.asOf} />
      <MailsSent customerId={id} onPage />
    </>
  )
}

function Downloads({ statement }: { statement: Statement }) {
  const t = useText(statementText)
  const { language: lang } = useLanguage()
  const mail = useText(customerMailText)
  const may = useMay()
  const [mailing, setMailing] = useState(false)
  const { values } = useUrl()
  const href = (format: 'pdf' | 'xlsx') =>
    urlOf(statementFile, {
      params: { id: statement.customer.id },
      query: { ...statementQuery(values), format, lang },
    })
  return (
    <>
      <AsOfPicker />
      <Button icon={<FileExcelOutlined />} href={href('xlsx')} download>
        {t('xlsx')}
      </Button>
      <Button type="primary" icon={<FilePdfOutlined />} href={href('pdf')} download>
        {t('pdf')}
      </Button>
      {may('receivable.note') && (
        <Button icon={<MailOutlined />} onClick={() => setMailing(true)}>
          {mail('open')}
        </Button>
      )}
      <StatementMail customerId={statement.customer.id} open={mailing} onClose={() => setMailing(false)} />
    </>
  )
}

function Span({ statement }: { statement: Statement }) {
  const t = useText(statementText)
  const { set } = useUrl()
  return (
    <div className="biz-span">
      <span className="bw-soft">{t('from')}</span>
      <DayInput
        value={statement.from}
        to={statement.asOf}
        label={t('from')}
        clearable={false}
        onChange={(day) => set({ from: day ?? undefined })}
      />
      <span className="bw-soft">{t('to')}</span>
      <Day day={statement.asOf} />
    </div>
  )
}

function Figures({ statement }: { statement: Statement }) {
  const t = useText(statementText)
  return (
    <StatRow>
      <StatCard label={t('opening')} value={<Money fen={statement.openingFen} short />} />
      <StatCard label={t('debit')} value={<Money fen={statement.debitFen} short />} />
      <StatCard label={t('credit')} value={<Money fen={statement.creditFen} short />} />
      <StatCard
        label={t('closing')}
        value={<Money fen={statement.closingFen} short />}
        note={t('closingNote', {
          open: moneyText(statement.openFen),
          advance: moneyText(statement.advanceFen),
        })}
      />
      <StatCard
        label={t('overdue')}
        value={<Money fen={statement.overdueFen} short />}
        {...(statement.overdueFen > 0 ? { tone: 'danger' as const } : {})}
      />
      {statement.retentionFen > 0 && (
        <StatCard label={t('retentionMoney')} value={<Money fen={statement.retentionFen} short />} />
      )}
    </StatRow>
  )
}

/** Of the closing balance, what is owed and held in other money. */
function Currencies({ statement }: { statement: Statement }) {
  const t = useText(statementText)
  return statement.currencies.map(({ currency, openMinor, openFen, advanceMinor }) => (
    <p key={currency} className="bw-soft biz-span">
      {t('inCurrency', {
        currency,
        open: currencyText(BigInt(openMinor), currency),
        fen: moneyText(openFen),
        advance: currencyText(BigInt(advanceMinor), currency),
      })}
    </p>
  ))
}

type Line = Statement['lines'][number]

function Movements({ statement }: { statement: Statement }) {
  const t = useText(statementText)
  const columns: Column<Line>[] = [
    { key: 'on', title: t('date'), card: 'title', cell: (row) => <Day day={row.on} /> },
    { key: 'kind', title: t('kind'), cell: (row) => t(row.kind === 'opening' ? 'openingKind' : row.kind) },
    { key: 'number', title: t('number'), cell: (row) => row.number || null },
    ...(statement.lines.some((row) => row.originalMinor !== null)
      ? [
          {
            key: 'original',
            title: t('original'),
            align: 'right' as const,
            cell: (row: Line) =>
              row.originalMinor === null ? null : <Money fen={row.originalMinor} currency={row.currency} />,
          },
        ]
      : []),
    {
      key: 'debit',
      title: t('debit'),
      align: 'right',
      cell: (row) => (row.debitFen > 0 ? <Money fen={row.debitFen} /> : null),
    },
    {
      key: 'credit',
      title: t('credit'),
      align: 'right',
      cell: (row) => (row.creditFen > 0 ? <Money fen={row.creditFen} /> : null),
    },
    {
      key: 'balance',
      title: t('balance'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.balanceFen} />,
    },
  ]
  return (
    <Panel flush title={t('movements')}>
      <DataTable
        columns={columns}
        rows={statement.lines}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('noLines')} text={t('noLinesText')} />}
        summary={{
          on: t('total'),
          debit: <Money fen={statement.debitFen} />,
          credit: <Money fen={statement.creditFen} />,
          balance: <Money fen={statement.closingFen} />,
        }}
      />
    </Panel>
  )
}

type Item = Statement['items'][number]

function openOf({ original }: Item) {
  return original && { currency: original.currency, minor: original.openMinor }
}

/** What was signed for in the span: what the invoices are about, and no documents themselves. */
function NotesOfStatement({ statement }: { statement: Statement }) {
  const t = useText(statementText)
  if (statement.notes.length === 0) return null
  return (
    <Panel title={t('notes')}>
      {statement.notes.map((note) => (
        <p key={note.id} className="bw-row bw-wrap">
          <TextLink href={paths.note(note.id)}>{note.number}</TextLink>
          <Day day={note.on} />
          <span>{note.signer}</span>
          <Money fen={note.amountFen} />
          <span className="bw-muted">{note.invoiceNumber ?? t('unbilled')}</span>
        </p>
      ))}
    </Panel>
  )
}

function OpenItems({ statement }: { statement: Statement }) {
  const t = useText(statementText)
  const hidden = statement.itemCount > statement.items.length
  const columns: Column<Item>[] = [
    {
      key: 'number',
      title: t('number'),
      card: 'title',
      cell: (row) => (
        <span>
          {row.invoiceNumber} {row.label && <span className="bw-muted">{row.label}</span>}{' '}
          {row.disputedFen > 0 && (
            <span className="bw-tag bw-tag-warn">
              {t('disputed', { amount: moneyText(row.disputedFen) })}
            </span>
          )}
        </span>
      ),
    },
    {
      key: 'due',
      title: t('due'),
      cell: (row) => (
        <span className="bw-row bw-wrap">
          <Day day={row.dueOn} />
          {row.retention && !isRetentionName(row.label) && <span className="bw-tag">{t('retention')}</span>}
        </span>
      ),
    },
    {
      key: 'late',
      title: t('late'),
      cell: (row) =>
        row.overdueDays > 0 ? <span className="bw-danger">{t('days', { n: row.overdueDays })}</span> : null,
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      cell: (row) => <LedgerMoney fen={row.amountFen} original={row.original} />,
    },
    {
      key: 'open',
      title: t('open'),
      align: 'right',
      card: 'side',
      cell: (row) => <LedgerMoney fen={row.openFen} original={openOf(row)} />,
    },
  ]
  return (
    <Panel
      flush
      title={t('items')}
      extra={
        hidden && (
          <span className="bw-muted">
            {t('itemsMore', { n: statement.items.length, total: statement.itemCount })}
          </span>
        )
      }
    >
      <DataTable
        columns={columns}
        rows={statement.items}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('noItems')} />}
        summary={{ number: t('total'), open: <Money fen={statement.openFen} /> }}
      />
    </Panel>
  )
}
