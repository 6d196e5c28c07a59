import { App, Form, Input, Select } from 'antd'
import { listRates, recordRates } from '../../../api/rates.ts'
import { FOREIGN_CURRENCIES, QUOTED_PER, type QuotedPer, readQuoted } from '../../../core/exchange/rate.ts'
import { ratesText } from '../../../text/web/rates.ts'
import { useSend } from '../../api.ts'
import { useCurrencyName } from '../../parts/currency-name.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'

type Values = {
  currency: (typeof FOREIGN_CURRENCIES)[number]
  day: string
  per: QuotedPer
  quoted: string
  source?: string
}

/** One quotation as it is printed; per how many units is said and never guessed. */
export function RateDrawer({ onClose }: { onClose: () => void }) {
  const t = useText(ratesText)
  const today = useToday()
  const nameOf = useCurrencyName()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const send = useSend(recordRates, {
    refresh: [listRates],
    onDone: ({ outcomes }) => {
      void message.success(t(outcomes[0] === 'same' ? 'unchanged' : 'saved'))
      onClose()
    },
  })
  const save = (confirmed: boolean) => {
    const { source, quoted, ...rest } = form.getFieldsValue()
    send.mutate({
      body: { rates: [{ ...rest, quoted: quoted.trim(), source: source?.trim() ?? '' }], confirmed },
    })
  }
  const required = [{ required: true, message: t('required') }]
  const jump = send.error?.code === 'rate_jump' ? send.error : null
  return (
    <>
      <FormDrawer open onClose={onClose} title={t('recordTitle')} formId="rate-form" busy={send.isPending}>
        <Form<Values>
          id="rate-form"
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ day: today }}
          onFinish={() => save(false)}
        >
          <Form.Item name="currency" label={t('currency')} rules={required}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={FOREIGN_CURRENCIES.map((code) => ({ value: code, label: nameOf(code) }))}
            />
          </Form.Item>
          <Form.Item name="day" label={t('day')} rules={required}>
            <DayInput clearable={false} to={today} />
          </Form.Item>
          <Form.Item name="per" label={t('per')} rules={required}>
            <Select options={QUOTED_PER.map((n) => ({ value: n, label: t('perUnits', { n }) }))} />
          </Form.Item>
          <Form.Item
            name="quoted"
            label={t('quoted')}
            extra={t('quotedHint')}
            rules={[
              ...required,
              {
                validator: async (_, text?: string) => {
                  if (text && readQuoted(text) === null) throw new Error(t('quotedBad'))
                },
              },
            ]}
          >
            <Input prefix="¥" inputMode="decimal" maxLength={17} />
          </Form.Item>
          <Form.Item name="source" label={t('source')} extra={t('sourceHint')}>
            <Input maxLength={100} />
          </Form.Item>
          {jump === null && <ErrorNote error={send.error} />}
        </Form>
      </FormDrawer>
      <Confirm
        open={jump !== null}
        title={t('jumpTitle')}
        text={t('jumpText', {
          before: String(jump?.detail?.before ?? ''),
          currency: String(jump?.detail?.currency ?? ''),
        })}
        okText={t('jumpOk')}
        busy={send.isPending}
        onOk={() => save(true)}
        onCancel={() => send.reset()}
      />
    </>
  )
}
