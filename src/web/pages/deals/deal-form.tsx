import { Alert, App, Form, Input } from 'antd'
import { useState } from 'react'
import { createDeal, getDeal, updateDeal } from '../../../api/deals.ts'
import { COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import { dealsText } from '../../../text/web/deals.ts'
import { call, type ReplyOf, useSend } from '../../api.ts'
import { AmountInCurrency, CurrencyField } from '../../parts/currency-pick.tsx'
import { type CustomFormValues, CustomInputs, customBody } from '../../parts/custom-inputs.tsx'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { CustomerPick, PersonPick } from '../../parts/pickers.tsx'
import { paths } from '../../paths.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useGo } from '../../ui/url.tsx'
import { worthOf } from './move-dialog.tsx'

type Deal = ReplyOf<typeof getDeal>
type Fields = {
  title: string
  customerId?: string | null
  product?: string | null
  amountFen?: number | null
  currency?: string
  expectedCloseOn?: string | null
  responsibleId?: string | null
  custom?: CustomFormValues
}

type CreateProps = { open: boolean; onClose: () => void; customer?: { id: string; name: string } }

export function CreateDealDrawer({ open, onClose, customer }: CreateProps) {
  const t = useText(dealsText)
  const go = useGo()
  const { message } = App.useApp()
  const send = useSend(createDeal, {
    onDone: (reply) => {
      void message.success(t('created'))
      onClose()
      go(paths.deal(reply.id))
    },
  })
  return (
    <FormDrawer open={open} onClose={onClose} title={t('create')} formId="deal-form" busy={send.isPending}>
      <Form<Fields>
        id="deal-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ customerId: customer?.id }}
        onFinish={(fields) => send.mutate({ body: { ...bodyOf(fields), ...customBody(fields.custom) } })}
      >
        <DealFields customer={customer} />
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

type EditProps = { open: boolean; deal: Deal; onClose: () => void }

export function EditDealDrawer({ open, deal, onClose }: EditProps) {
  const t = useText(dealsText)
  return (
    <FormDrawer open={open} onClose={onClose} title={t('editTitle')} formId="deal-form">
      <EditForm deal={deal} onClose={onClose} />
    </FormDrawer>
  )
}

/** Keeps what was typed when somebody was faster (412): the next save is against the newest version. */
function EditForm({ deal, onClose }: Omit<EditProps, 'open'>) {
  const t = useText(dealsText)
  const { message } = App.useApp()
  const [version, setVersion] = useState(deal.version)
  const send = useSend(updateDeal, {
    onDone: () => {
      void message.success(t('saved'))
      onClose()
    },
  })
  const bodyFor = (fields: Fields) => ({
    ...bodyOf(fields),
    ...customBody(fields.custom, deal.custom),
  })
  const save = (fields: Fields) =>
    send.mutate(
      { params: { id: deal.id }, body: bodyFor(fields), ifMatch: version },
      {
        onError: (error) => {
          if (error.status !== 412) return
          void call(getDeal, { params: { id: deal.id } }).then((newest) => setVersion(newest.version))
        },
      },
    )
  const conflict = send.error?.status === 412
  return (
    <Form<Fields>
      id="deal-form"
      layout="vertical"
      requiredMark={false}
      initialValues={{
        title: deal.title,
        customerId: deal.customer?.id,
        product: deal.product,
        ...worthOf(deal),
        expectedCloseOn: deal.expectedCloseOn,
        responsibleId: deal.responsible?.id,
        custom: deal.custom,
      }}
      onFinish={save}
    >
      {conflict && <Alert type="warning" showIcon title={t('conflict')} className="biz-conflict-note" />}
      <DealFields customer={deal.customer ?? undefined} />
      <ErrorNote error={conflict ? null : send.error} />
    </Form>
  )
}

function DealFields({ customer }: { customer: { id: string; name: string } | undefined }) {
  const t = useText(dealsText)
  return (
    <>
      <Form.Item
        name="title"
        label={t('name')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={200} autoFocus />
      </Form.Item>
      <Form.Item name="customerId" label={t('customer')}>
        <CustomerPick known={customer} />
      </Form.Item>
      <CurrencyField />
      <Form.Item name="amountFen" label={t('amount')}>
        <AmountInCurrency />
      </Form.Item>
      <Form.Item name="expectedCloseOn" label={t('expected')}>
        <DayInput />
      </Form.Item>
      <Form.Item name="product" label={t('product')}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="responsibleId" label={t('responsible')}>
        <PersonPick />
      </Form.Item>
      <CustomInputs record="deal" />
    </>
  )
}

function bodyOf(fields: Fields) {
  return {
    title: fields.title.trim(),
    customerId: fields.customerId ?? null,
    product: fields.product?.trim() || null,
    amountFen: fields.amountFen ?? null,
    currency: fields.currency ?? COMPANY_CURRENCY,
    expectedCloseOn: fields.expectedCloseOn ?? null,
    ...(fields.responsibleId ? { responsibleId: fields.responsibleId } : {}),
  }
}
