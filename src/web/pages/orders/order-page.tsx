import { EditOutlined, UndoOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { getOrder, undoOrderStep } from '../../../api/orders.ts'
import { creditText } from '../../../text/web/credit.ts'
import { orderPricesText } from '../../../text/web/order-prices.ts'
import { ordersText } from '../../../text/web/orders.ts'
import { useData, useSend } from '../../api.ts'
import { ComplaintsPanel } from '../../parts/complaints-panel.tsx'
import { MissingFields, useCustomFacts } from '../../parts/custom-words.tsx'
import { HoldBanner } from '../../parts/hold-banner.tsx'
import { OrderStatusTag } from '../../parts/order-status.tsx'
import '../../parts/parts.css'
import { FiguresButton } from '../../parts/figures-link.tsx'
import { FilesPanel } from '../../parts/files-panel.tsx'
import { HistoryButton } from '../../parts/history-button.tsx'
import { NotesPanel } from '../../parts/notes-panel.tsx'
import { StandingNote } from '../../parts/standing-note.tsx'
import { TasksPanel } from '../../parts/tasks-panel.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { BookedMoney, Money } from '../../ui/money.tsx'
import { Facts, PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { TextLink } from '../../ui/url.tsx'
import { OffPlanOfOrder } from './off-plan.tsx'
import { ACTION, type Order, type OrderStepKind } from './order-steps.ts'
import { VersionsOfOrder } from './order-versions.tsx'
import { PriceBanner } from './price-banner.tsx'

const OrderStepDialog = laterOpened(
  async () => (await import('./order-step-dialog.tsx')).OrderStepDialog,
  'kind',
)

const CorrectOrderDrawer = laterOpened(async () => (await import('./correct-order.tsx')).CorrectOrderDrawer)
const EditOrderDrawer = laterOpened(async () => (await import('./edit-order.tsx')).EditOrderDrawer)

const STEP_WORD = {
  ordered: 'stepOrdered',
  corrected: 'stepCorrected',
  replanned: 'stepReplanned',
  delivered: 'stepDelivered',
  completed: 'stepCompleted',
  cancelled: 'stepCancelled',
} as const

export function OrderPage() {
  const t = useText(ordersText)
  const may = useMay()
  const { id } = useParams({ strict: false }) as { id: string }
  const order = useData(getOrder, { params: { id } })
  const [editing, setEditing] = useState(false)
  return (
    <>
      <PageHead
        back={{ href: paths.orders(), label: t('back') }}
        title={order.number}
        note={
          <span className="bw-row bw-wrap">
            <OrderStatusTag order={order} />
            <TextLink href={paths.customer(order.customer.id)}>{order.customer.name}</TextLink>
            {order.title}
          </span>
        }
        actions={
          <>
            <FiguresButton kind="order" id={order.id} />
            <HistoryButton kind="order" id={order.id} />
            {may('order.write') && (
              <CanButton can={order.can.edit} icon={<EditOutlined />} onClick={() => setEditing(true)}>
                {t('edit')}
              </CanButton>
            )}
          </>
        }
      />
      <PriceBanner order={order} />
      <HoldBanner order={order} />
      {may('order.write') && (order.can.deliver === true || isHeld(order)) && <Actions order={order} />}
      <div className="bw-grid-2">
        <div>
          <FactsOfOrder order={order} />
          <OffPlanOfOrder order={order} />
          <LinesOfOrder order={order} />
          <NotesPanel orderId={order.id} isOpen={order.status === 'open' || order.status === 'partial'} />
          <InvoicesOfOrder order={order} />
        </div>
        <div>
          <ComplaintsPanel customerId={order.customer.id} orderId={order.id} />
          <TasksPanel record={{ kind: 'order', id: order.id }} />
          <FilesPanel record={{ recordKind: 'order', recordId: order.id }} />
          <HistoryOfOrder order={order} />
          <VersionsOfOrder order={order} />
        </div>
      </div>
      <EditOrderDrawer open={editing} order={order} onClose={() => setEditing(false)} />
    </>
  )
}

function isHeld({ creditHold, priceHold }: Order): boolean {
  return creditHold !== null || priceHold
}

/** A held order may be planned anew or cancelled; it may not leave. With notes, parts leave on them alone. */
function canDo(order: Order, kind: OrderStepKind) {
  if (kind === 'delivered') return order.can.part
  return kind === 'completed' || !isHeld(order) ? order.can.deliver : order.can.edit
}

function Actions({ order }: { order: Order }) {
  const t = useText(ordersText)
  const prices = useText(orderPricesText)
  const [kind, setKind] = useState<OrderStepKind | null>(null)
  const [correcting, setCorrecting] = useState(false)
  return (
    <div className="bw-row bw-wrap biz-acts">
      {(['completed', 'delivered', 'replanned', 'cancelled'] as const).map((one) => (
        <CanButton
          key={one}
          can={canDo(order, one)}
          type={one === 'completed' ? 'primary' : 'default'}
          onClick={() => setKind(one)}
        >
          {t(ACTION[one])}
        </CanButton>
      ))}
      <CanButton can={order.can.correct} onClick={() => setCorrecting(true)}>
        {prices('correct')}
      </CanButton>
      <CorrectOrderDrawer open={correcting} order={order} onClose={() => setCorrecting(false)} />
      <OrderStepDialog order={order} kind={kind} onClose={() => setKind(null)} />
    </div>
  )
}

/** Planned beside actual, so that the difference is read and not worked out [C272]. */
function FactsOfOrder({ order }: { order: Order }) {
  const t = useText(ordersText)
  const credit = useText(creditText)
  const may = useMay()
  const prices = useText(orderPricesText)
  const moved = order.firstPlannedOn !== null && order.firstPlannedOn !== order.plannedOn
  const items = [
    {
      label: t('amount'),
      value: (
        <BookedMoney as="line" fen={order.amountFen} currency={order.currency} original={order.original} />
      ),
    },
    {
      label: credit('noteLabel'),
      value: may('credit.read') ? <StandingNote customerId={order.customer.id} amountFen={null} /> : null,
    },
    { label: t('orderedOn'), value: <Day day={order.orderedOn} /> },
    { label: t('plannedOn'), value: order.plannedOn && <Day day={order.plannedOn} near /> },
    { label: t('firstPlan'), value: moved ? <Day day={order.firstPlannedOn} /> : null },
    { label: t('deliveredOn'), value: order.deliveredOn && <Day day={order.deliveredOn} /> },
    { label: t('lateBy'), value: order.lateDays > 0 ? t('lateDays', { n: order.lateDays }) : null },
    { label: t('deliveredQuantity'), value: <Quantity order={order} /> },
    { label: t('invoiced'), value: order.invoicedFen > 0 ? <Money fen={order.invoicedFen} /> : null },
    {
      label: prices('contract'),
      value: order.contract && (
        <TextLink href={paths.contract(order.contract.id)}>
          {order.contract.number}
          {!order.contract.isInForce && ` (${prices('notInForce')})`}
        </TextLink>
      ),
    },
    {
      label: t('deal'),
      value: order.deal && <TextLink href={paths.deal(order.deal.id)}>{order.deal.title}</TextLink>,
    },
    { label: t('responsible'), value: <Person name={order.responsible?.name} /> },
    { label: t('remark'), value: order.remark },
  ].filter(({ value }) => value !== null && value !== '')
  const own = useCustomFacts('order', order.custom)
  return (
    <Panel title={t('facts')}>
      <Facts items={[...items, ...own.items]} />
      <MissingFields names={own.missing} />
    </Panel>
  )
}

function Quantity({ order }: { order: Order }) {
  const t = useText(ordersText)
  if (order.deliveredMilli === null || order.orderedMilli === 0) return <span className="bw-muted">—</span>
  const off = (order.deliveredMilli - order.orderedMilli) / order.orderedMilli
  return (
    <span className="bw-num">
      {order.deliveredMilli / 1000} / {order.orderedMilli / 1000}
      {off !== 0 && (
        <span className="bw-warn bw-near">{t('deviation', { pct: `${(off * 100).toFixed(1)}%` })}</span>
      )}
    </span>
  )
}

function LinesOfOrder({ order }: { order: Order }) {
  const t = useText(ordersText)
  if (order.lines.length === 0) return null
  const columns: Column<Order['lines'][number]>[] = [
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
      cell: (row) => <Money fen={row.unitPriceFen} currency={order.currency} />,
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} currency={order.currency} />,
    },
  ]
  return (
    <Panel flush title={t('linesTitle')}>
      <DataTable
        columns={columns}
        rows={order.lines}
        rowKey={(row) => String(order.lines.indexOf(row))}
        empty={null}
      />
    </Panel>
  )
}

function InvoicesOfOrder({ order }: { order: Order }) {
  const t = useText(ordersText)
  if (order.invoices.length === 0) return null
  const columns: Column<Order['invoices'][number]>[] = [
    { key: 'number', title: t('invoices'), card: 'title', cell: (row) => row.number },
    { key: 'day', title: t('on'), cell: (row) => <Day day={row.issuedOn} /> },
    {
      key: 'open',
      title: t('openFen'),
      align: 'right',
      cell: (row) => (row.openFen > 0 ? <Money fen={row.openFen} /> : null),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} />,
    },
    {
      key: 'history',
      title: '',
      width: 40,
      card: 'foot',
      cell: (row) => <HistoryButton small kind="invoice" id={row.id} name={row.number} />,
    },
  ]
  return (
    <Panel flush title={t('invoices')}>
      <DataTable columns={columns} rows={order.invoices} rowKey={(row) => row.id} empty={null} />
    </Panel>
  )
}

function HistoryOfOrder({ order }: { order: Order }) {
  const t = useText(ordersText)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const undo = useSend(undoOrderStep, { onDone: () => setAsking(false) })
  const last = order.steps.findLast((step) => !step.voided)
  return (
    <Panel
      title={t('history')}
      extra={
        may('order.write') &&
        order.can.undo === true && (
          <CanButton can size="small" type="text" icon={<UndoOutlined />} onClick={() => setAsking(true)}>
            {t('undo')}
          </CanButton>
        )
      }
    >
      <Timeline
        items={[...order.steps].reverse().map((step) => ({
          key: step.id,
          at: <Day day={step.on} />,
          title: (
            <span className="bw-row bw-wrap">
              <strong className={step.voided ? 'bw-struck' : ''}>{t(STEP_WORD[step.kind])}</strong>
              {step.voided && <span className="bw-tag">{t('voided')}</span>}
            </span>
          ),
          text: [
            step.plannedOn && t('planTo', { day: step.plannedOn }),
            step.quantityMilli !== null && String(step.quantityMilli / 1000),
            step.reason,
            step.actorName ?? t('bySystem'),
          ]
            .filter(Boolean)
            .join(' · '),
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
        onOk={() => last && undo.mutate({ params: { id: order.id }, body: { stepId: last.id } })}
      />
    </Panel>
  )
}
