import { EditOutlined, UndoOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { getQuote, quoteFile, undoQuoteStep } from '../../../api/quotes.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { creditText } from '../../../text/web/credit.ts'
import { quotesText } from '../../../text/web/quotes.ts'
import { urlOf, useData, useSend } from '../../api.ts'
import { MissingFields, useCustomFacts } from '../../parts/custom-words.tsx'
import { FiguresButton } from '../../parts/figures-link.tsx'
import { FilesPanel } from '../../parts/files-panel.tsx'
import { HistoryButton } from '../../parts/history-button.tsx'
import { QuoteClock, QuoteStatusTag } from '../../parts/quote-clock.tsx'
import { StandingNote } from '../../parts/standing-note.tsx'
import { TasksPanel } from '../../parts/tasks-panel.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day, Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { BookedMoney, Money } from '../../ui/money.tsx'
import { Facts, PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { TextLink } from '../../ui/url.tsx'
import '../../parts/parts.css'
import { laterOpened } from '../../ui/later.tsx'
import { DraftNote } from './draft-note.tsx'
import { ACTION, type Quote, type StepKind } from './steps.ts'
import { VersionsOfQuote } from './versions.tsx'

const StepDialog = laterOpened(async () => (await import('./step-dialog.tsx')).StepDialog, 'kind')

const CreateContractDrawer = laterOpened(
  async () => (await import('../../parts/create-contract.tsx')).CreateContractDrawer,
)
const EditQuoteDrawer = laterOpened(async () => (await import('./edit-quote.tsx')).EditQuoteDrawer)
const SendDialog = laterOpened(async () => (await import('./send-dialog.tsx')).SendDialog)

const STEP_WORD = {
  asked: 'stepAsked',
  sent: 'stepSent',
  answered: 'stepAnswered',
  paused: 'stepPaused',
  resumed: 'stepResumed',
  won: 'stepWon',
  lost: 'stepLost',
  withdrawn: 'stepWithdrawn',
} as const

export function QuotePage() {
  const t = useText(quotesText)
  const may = useMay()
  const { id } = useParams({ strict: false }) as { id: string }
  const quote = useData(getQuote, { params: { id } })
  const [editing, setEditing] = useState(false)
  return (
    <>
      <PageHead
        back={{ href: paths.quotes(), label: t('back') }}
        title={quote.title}
        note={
          <span className="bw-row bw-wrap">
            <QuoteStatusTag quote={quote} />
            <QuoteClock quote={quote} />
            {quote.customer && (
              <TextLink href={paths.customer(quote.customer.id)}>{quote.customer.name}</TextLink>
            )}
          </span>
        }
        actions={
          <>
            <FiguresButton kind="quote" id={quote.id} />
            <HistoryButton kind="quote" id={quote.id} />
            <QuoteFiles quote={quote} />
            <MakeContract quote={quote} />
            {may('quote.write') && (
              <CanButton can={quote.can.edit} icon={<EditOutlined />} onClick={() => setEditing(true)}>
                {t('edit')}
              </CanButton>
            )}
          </>
        }
      />
      <DraftNote quote={quote} />
      {may('quote.write') && <Actions quote={quote} />}
      <div className="bw-grid-2">
        <div>
          <FactsOfQuote quote={quote} />
          <LinesOfQuote quote={quote} />
          <VersionsOfQuote quote={quote} />
        </div>
        <div>
          <TasksPanel record={{ kind: 'quote', id: quote.id }} />
          <FilesPanel record={{ recordKind: 'quote', recordId: quote.id }} />
          <HistoryOfQuote quote={quote} />
        </div>
      </div>
      <EditQuoteDrawer open={editing} quote={quote} onClose={() => setEditing(false)} />
    </>
  )
}

/** The offer on paper, in the customer's language. */
function QuoteFiles({ quote }: { quote: Quote }) {
  const t = useText(quotesText)
  if (quote.versions.length === 0) return null
  const href = (lang: 'zh' | 'en') => urlOf(quoteFile, { params: { id: quote.id }, query: { lang } })
  return (
    <>
      <Button href={href('zh')}>{t('pdfChinese')}</Button>
      <Button href={href('en')}>{t('pdfEnglish')}</Button>
    </>
  )
}

/** From an offer that went out, while it still binds [C064]. */
function MakeContract({ quote }: { quote: Quote }) {
  const t = useText(contractsText)
  const may = useMay()
  const [open, setOpen] = useState(false)
  const isSent = quote.versions.some(({ sentAt }) => sentAt !== null)
  if (!may('contract.write') || !isSent || !['sent', 'answered', 'won'].includes(quote.status)) return null
  return (
    <>
      <CanButton can={quote.isExpired ? 'quote_expired' : true} onClick={() => setOpen(true)}>
        {t('makeContract')}
      </CanButton>
      <CreateContractDrawer open={open} onClose={() => setOpen(false)} quote={quote} />
    </>
  )
}

const ORDER: readonly StepKind[] = ['sent', 'resumed', 'answered', 'won', 'lost', 'paused', 'withdrawn']

/** What can happen next; what is out of the question is left out, what is refused says why. */
function Actions({ quote }: { quote: Quote }) {
  const t = useText(quotesText)
  const [kind, setKind] = useState<StepKind | null>(null)
  const { steps } = quote.can
  const hidden = new Set(['quote_decided', 'quote_not_sent', 'quote_not_waiting', 'quote_not_paused'])
  const offered = ORDER.filter((one) => !hidden.has(String(steps[one])))
  const primary = steps.resumed === true ? 'resumed' : quote.sentAt === null ? 'sent' : 'won'
  if (offered.length === 0) return null
  return (
    <div className="bw-row bw-wrap biz-acts">
      {offered.map((one) => (
        <CanButton
          key={one}
          can={steps[one]}
          type={one === primary ? 'primary' : 'default'}
          onClick={() => setKind(one)}
        >
          {one === 'sent' && quote.sentAt !== null ? t('sendAgain') : t(ACTION[one])}
        </CanButton>
      ))}
      <StepDialog quote={quote} kind={kind === 'sent' ? null : kind} onClose={() => setKind(null)} />
      <SendDialog quote={quote} open={kind === 'sent'} onClose={() => setKind(null)} />
    </div>
  )
}

function FactsOfQuote({ quote }: { quote: Quote }) {
  const t = useText(quotesText)
  const credit = useText(creditText)
  const may = useMay()
  const items = [
    {
      label: t('amount'),
      value: (
        <BookedMoney as="line" fen={quote.amountFen} currency={quote.currency} original={quote.original} />
      ),
    },
    {
      label: credit('noteLabel'),
      value:
        may('credit.read') && quote.customer ? (
          <StandingNote customerId={quote.customer.id} amountFen={quote.amountFen} />
        ) : null,
    },
    { label: t('clock'), value: <QuoteClock quote={quote} /> },
    { label: t('askedAt'), value: <Moment at={quote.askedAt} /> },
    { label: t('sentAt'), value: quote.sentAt === null ? null : <Moment at={quote.sentAt} /> },
    { label: t('validUntil'), value: quote.validUntil && <Day day={quote.validUntil} near /> },
    { label: t('responsible'), value: <Person name={quote.responsible?.name} /> },
    {
      label: t('deal'),
      value: quote.deal && <TextLink href={paths.deal(quote.deal.id)}>{quote.deal.title}</TextLink>,
    },
    { label: t('code'), value: quote.code },
    { label: t('lostReason'), value: quote.lostReason },
    { label: t('competitorIs'), value: quote.competitor },
  ].filter(({ value }) => value !== null && value !== '')
  const own = useCustomFacts('quote', quote.custom)
  return (
    <Panel title={t('facts')}>
      <Facts items={[...items, ...own.items]} />
      <MissingFields names={own.missing} />
    </Panel>
  )
}

function LinesOfQuote({ quote }: { quote: Quote }) {
  const t = useText(quotesText)
  if (quote.lines.length === 0) return null
  type Line = Quote['lines'][number]
  const columns: Column<Line>[] = [
    { key: 'product', title: t('product'), card: 'title', cell: (row) => row.product },
    {
      key: 'quantity',
      title: t('quantity'),
      align: 'right',
      cell: (row) => `${row.quantityMilli / 1000} ${row.unit ?? ''}`,
    },
    {
      key: 'price',
      title: t('price'),
      align: 'right',
      cell: (row) => <Money fen={row.unitPriceFen} currency={quote.currency} />,
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} currency={quote.currency} />,
    },
  ]
  return (
    <Panel flush title={t('linesTitle')}>
      <DataTable
        columns={columns}
        rows={quote.lines}
        rowKey={(row) => String(quote.lines.indexOf(row))}
        empty={null}
      />
    </Panel>
  )
}

function HistoryOfQuote({ quote }: { quote: Quote }) {
  const t = useText(quotesText)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const undo = useSend(undoQuoteStep, { onDone: () => setAsking(false) })
  const last = quote.steps.findLast((step) => !step.voided)
  return (
    <Panel
      title={t('history')}
      extra={
        may('quote.write') &&
        quote.can.undo === true && (
          <CanButton can size="small" type="text" icon={<UndoOutlined />} onClick={() => setAsking(true)}>
            {t('undo')}
          </CanButton>
        )
      }
    >
      <Timeline
        items={[...quote.steps].reverse().map((step) => ({
          key: step.id,
          at: <Moment at={step.at} />,
          title: (
            <span className="bw-row bw-wrap">
              <strong className={step.voided ? 'bw-struck' : ''}>{t(STEP_WORD[step.kind])}</strong>
              {step.amountFen !== null && <Money fen={step.amountFen} currency={quote.currency} />}
              {step.voided && <span className="bw-tag">{t('voided')}</span>}
              {step.implied && <span className="bw-tag">{t('implied')}</span>}
            </span>
          ),
          text: [step.actorName ?? t('bySystem'), step.reason, step.competitor].filter(Boolean).join(' · '),
        }))}
      />
      <Confirm
        open={asking}
        title={last ? t('undoTitle', { step: t(STEP_WORD[last.kind]) }) : ''}
        text={t('undoText')}
        okText={t('undo')}
        busy={undo.isPending}
        error={undo.error}
        onCancel={() => setAsking(false)}
        onOk={() => last && undo.mutate({ params: { id: quote.id }, body: { stepId: last.id } })}
      />
    </Panel>
  )
}
