import { App, Form, Input, InputNumber, Radio } from 'antd'
import { type readProvision, saveProvisionRates } from '../../../api/provisions.ts'
import {
  PROVISION_METHODS,
  type ProvisionMethod,
  SEGMENTS,
  type Segment,
} from '../../../core/receivable/loss-matrix.ts'
import { provisionsText } from '../../../text/web/provisions.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import { useAgeWord } from './provision-words.ts'

type Props = { open: boolean; data: ReplyOf<typeof readProvision>; onClose: () => void }

/** The percentages, as a version with the day from which it holds and the reason. */
export function ProvisionRates(props: Props) {
  const t = useText(provisionsText)
  return (
    <FormDrawer
      open={props.open}
      onClose={props.onClose}
      title={t('ratesTitle')}
      formId="provision-rates"
      okText={t('ratesSave')}
    >
      {props.open && <RatesForm {...props} />}
    </FormDrawer>
  )
}

type Values = {
  percent: number[]
  method: ProvisionMethod
  segment: Segment
  forward: number
  validFrom: string
  reason: string
}

function RatesForm({ data, onClose }: Props) {
  const t = useText(provisionsText)
  const today = useToday()
  const { rates } = data.rates
  const word = useAgeWord(data.lines)
  const { message } = App.useApp()
  const send = useSend(saveProvisionRates, {
    onDone: () => {
      void message.success(t('ratesSaved'))
      onClose()
    },
  })
  const [form] = Form.useForm<Values>()
  const method = Form.useWatch('method', form)
  const required = [{ required: true, message: t('required') }]
  return (
    <Form<Values>
      form={form}
      id="provision-rates"
      layout="vertical"
      requiredMark={false}
      initialValues={{
        percent: rates.map(({ bp }) => bp / 100),
        method: data.rates.method,
        segment: data.rates.segment,
        forward: data.rates.forwardBp / 100,
        validFrom: today,
      }}
      onFinish={({ percent, method, segment = 'none', forward, validFrom, reason }) =>
        send.mutate({
          body: {
            rates: rates.map(({ from }, index) => ({ from, bp: Math.round(percent[index]! * 100) })),
            method,
            segment,
            forwardBp: Math.round(forward * 100),
            validFrom,
            reason,
          },
        })
      }
    >
      <p className="bw-soft">{t('ratesNote')}</p>
      <Form.Item name="method" label={t('method')}>
        <Radio.Group
          options={PROVISION_METHODS.map((value) => ({ value, label: t(`method_${value}`) }))}
          vertical
        />
      </Form.Item>
      {method === 'matrix' && (
        <Form.Item name="segment" label={t('segment')} extra={t('segmentNote')}>
          <Radio.Group options={SEGMENTS.map((value) => ({ value, label: t(`segment_${value}`) }))} />
        </Form.Item>
      )}
      <Form.Item name="forward" label={t('forward')} extra={t('forwardNote')} rules={required}>
        <InputNumber min={50} max={200} step={5} suffix="%" />
      </Form.Item>
      {rates.map(({ from }, index) => (
        <Form.Item key={String(from)} name={['percent', index]} label={word(from)} rules={required}>
          <InputNumber min={0} max={100} step={0.5} suffix="%" />
        </Form.Item>
      ))}
      <Form.Item name="validFrom" label={t('validFrom')} rules={required}>
        <DayInput clearable={false} />
      </Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={required}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} placeholder={t('ratesReason')} />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}
