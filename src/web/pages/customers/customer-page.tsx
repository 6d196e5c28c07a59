import { EditOutlined, StarFilled, SwapOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { getCustomer } from '../../../api/customers.ts'
import { customersText } from '../../../text/web/customers.ts'
import { useData } from '../../api.ts'
import { ActivityComposer } from '../../parts/activity-composer.tsx'
import { ActivityList } from '../../parts/activity-list.tsx'
import { FiguresButton } from '../../parts/figures-link.tsx'
import { HistoryButton } from '../../parts/history-button.tsx'
import { InhibitionPanel } from '../../parts/inhibition.tsx'
import { paths } from '../../paths.ts'
import { useMay, useSession } from '../../session.tsx'
import { AsOfPicker, LookingBackBanner } from '../../ui/as-of.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { useUrl } from '../../ui/url.tsx'
import { AlertsPanel } from './alerts-panel.tsx'
import './customers.css'
import { later, laterOpened } from '../../ui/later.tsx'
import { DisputesPanel } from './disputes-panel.tsx'
import { Headline } from './headline.tsx'
import { InstalmentsPanel, MoneyChart, MoneyFigures, PaymentsPanel } from './money-part.tsx'
import type { Customer } from './queries.ts'
import { ReleaseButton } from './release-button.tsx'
import { Latest, useFirst } from './use-first.tsx'

// Below the fold; each of their panels waits for its own rows anyway.
const CreditPart = later(async () => (await import('./credit-part.tsx')).CreditPart)
const PapersPart = later(async () => (await import('./papers-part.tsx')).PapersPart)
const ComplaintsPanel = later(async () => (await import('../../parts/complaints-panel.tsx')).ComplaintsPanel)
const RecordInvoiceDrawer = laterOpened(
  async () => (await import('../../parts/record-invoice.tsx')).RecordInvoiceDrawer,
)
const RecordPaymentDrawer = laterOpened(
  async () => (await import('../../parts/record-payment.tsx')).RecordPaymentDrawer,
)
const AssignDialog = laterOpened(async () => (await import('./assign-dialog.tsx')).AssignDialog)
const EditCustomerDrawer = laterOpened(async () => (await import('./customer-form.tsx')).EditCustomerDrawer)

type Opened = 'edit' | 'assign' | 'payment' | 'invoice' | null

/** The 360° page: what they owe, how they pay, who does the next step [C001]. */
export function CustomerPage() {
  const t = useText(customersText)
  const { id } = useParams({ strict: false }) as { id: string }
  const { asOf, rows } = useUrl().values
  const { user } = useSession()
  const customer = useData(getCustomer, {
    params: { id },
    query: { asOf, rows: rows === undefined ? undefined : Number(rows) },
  })
  const [opened, setOpened] = useState<Opened>(null)
  const { shown: activities, more } = useFirst(customer.activities, 8)
  const live = !asOf
  const mayNote = live && customer.can.recordActivity === true
  return (
    <>
      <LookingBackBanner reading="business" />
      <PageHead
        back={{ href: paths.customers(), label: t('back') }}
        title={<Title customer={customer} />}
        actions={<Actions customer={customer} live={live} onOpen={setOpened} />}
      />
      <Headline customer={customer} />
      <MoneyFigures customer={customer} />
      <div className="biz-360">
        <div className="biz-360-side">
          {mayNote && (
            <Panel>
              <ActivityComposer customerId={customer.id} />
            </Panel>
          )}
          <AlertsPanel customer={customer} />
          <InhibitionPanel customerId={customer.id} />
          <ComplaintsPanel customerId={customer.id} />
          <CreditPart customerId={customer.id} />
          <Panel title={t('activities')}>
            <ActivityList items={activities} mayUndo={live ? user.id : null} />
            {more}
            <Latest
              customer={customer}
              shown={customer.activities.length}
              total={customer.totals.activities}
            />
          </Panel>
        </div>
        <div className="biz-360-main">
          <MoneyChart customer={customer} />
          <InstalmentsPanel customer={customer} />
          <DisputesPanel customer={customer} />
          <PaymentsPanel customer={customer} live={live} />
          <PapersPart customer={customer} live={live} />
        </div>
      </div>
      <EditCustomerDrawer open={opened === 'edit'} customer={customer} onClose={() => setOpened(null)} />
      <AssignDialog open={opened === 'assign'} ids={[customer.id]} onClose={() => setOpened(null)} />
      <RecordPaymentDrawer open={opened === 'payment'} customer={customer} onClose={() => setOpened(null)} />
      <RecordInvoiceDrawer open={opened === 'invoice'} customer={customer} onClose={() => setOpened(null)} />
    </>
  )
}

function Title({ customer }: { customer: Customer }) {
  const t = useText(customersText)
  return (
    <span className="biz-title">
      {customer.name}
      {customer.keyLevel === 'key' && (
        <StarFilled className="biz-star" title={t('key')} aria-label={t('key')} />
      )}
      <span className="biz-title-note">
        {customer.city && <span>{customer.city}</span>}
        <Person name={customer.responsible?.name} />
      </span>
    </span>
  )
}

function Actions(props: { customer: Customer; live: boolean; onOpen: (what: Opened) => void }) {
  const t = useText(customersText)
  const may = useMay()
  const { can } = props.customer
  if (!props.live) return <AsOfPicker />
  return (
    <>
      <AsOfPicker />
      <FiguresButton kind="customer" id={props.customer.id} />
      <HistoryButton kind="customer" id={props.customer.id} />
      {may('customer.write') && (
        <CanButton can={can.edit} icon={<EditOutlined />} onClick={() => props.onOpen('edit')}>
          {t('edit')}
        </CanButton>
      )}
      {may('customer.assign') && (
        <CanButton can={can.assign} icon={<SwapOutlined />} onClick={() => props.onOpen('assign')}>
          {t('assign')}
        </CanButton>
      )}
      {may('customer.write') && <ReleaseButton customerId={props.customer.id} />}
      {may('receivable.write') && (
        <>
          <CanButton can={can.recordPayment} onClick={() => props.onOpen('invoice')}>
            {t('recordInvoice')}
          </CanButton>
          <CanButton can={can.recordPayment} type="primary" onClick={() => props.onOpen('payment')}>
            {t('recordPayment')}
          </CanButton>
        </>
      )}
    </>
  )
}
