import { App, Form, Input } from 'antd'
import { requestQuote } from '../../api/quotes.ts'
import { type Day, startOfDay } from '../../core/calendar.ts'
import { quotesText } from '../../text/web/quotes.ts'
import { useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { useToday } from '../ui/today.tsx'
import { useGo } from '../ui/url.tsx'
import { AmountInCurrency, CurrencyField } from './currency-pick.tsx'
import { type CustomFormValues, CustomInputs, customBody } from './custom-inputs.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { CustomerPick, PersonPick } from './pickers.tsx'

type Fields = {
  title: string
  customerId?: string | null
  askedOn?: Day | null
  currency?: string
  expectedFen?: number | null
  responsibleId?: string | null
  custom?: CustomFormValues
}

type Props = {
  open: boolean
  onClose: () => void
  customer?: { id: string; name: string } | undefined
  deal?: { id: string; title: string; currency?: string } | undefined
}

/** What they want and from whom: two fields are enough to start the clock [C058]. */
export function RequestQuoteDrawer({ open, onClose, customer, deal }: Props) {
  const t = useText(quotesText)
  const go = useGo()
  const { message } = App.useApp()
  const today = useToday()
  const send = useSend(requestQuote, {
    onDone: ({ id }) => {
      void message.success(t('requestDone'))
      onClose()
      if (!deal && !customer) go(paths.quote(id))
    },
  })
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('requestTitle')}
      formId="request-quote"
      okText={t('request')}
      busy={send.isPending}
      width={420}
    >
      <Form<Fields>
        id="request-quote"
        layout="vertical"
        requiredMark={false}
        initialValues={{
          title: deal?.title,
          customerId: customer?.id,
          ...(deal?.currency ? { currency: deal.currency } : {}),
        }}
        onFinish={(fields) =>
          send.mutate({
            body: {
              title: fields.title.trim(),
              customerId: fields.customerId ?? null,
              dealId: deal?.id ?? null,
              ...(fields.askedOn ? { askedAt: startOfDay(fields.askedOn) } : {}),
              ...(fields.currency ? { currency: fields.currency } : {}),
              expectedFen: fields.expectedFen ?? null,
              ...customBody(fields.custom),
              ...(fields.responsibleId ? { responsibleId: fields.responsibleId } : {}),
            },
          })
        }
      >
        <p className="bw-soft">{t('requestNote')}</p>
        {!deal && (
          <Form.Item
            name="customerId"
            label={t('customer')}
            rules={[{ required: true, message: t('customerOrDeal') }]}
          >
            <CustomerPick known={customer} />
          </Form.Item>
        )}
        <Form.Item
          name="title"
          label={t('what')}
          rules={[{ required: true, whitespace: true, message: t('required') }]}
        >
          <Input maxLength={200} placeholder={t('whatHint')} autoFocus />
        </Form.Item>
        <Form.Item name="askedOn" label={t('askedOn')}>
          <DayInput to={today} />
        </Form.Item>
        <CurrencyField />
        <Form.Item name="expectedFen" label={t('expected')}>
          <AmountInCurrency />
        </Form.Item>
        <Form.Item name="responsibleId" label={t('responsible')}>
          <PersonPick />
        </Form.Item>
        <CustomInputs record="quote" />
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
