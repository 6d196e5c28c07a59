import { App, Checkbox, Form, Input, InputNumber, Segmented } from 'antd'
import { recordCover } from '../../api/credit-covers.ts'
import { addDays } from '../../core/calendar.ts'
import { COVER_KINDS, type CoverKind } from '../../core/credit/cover.ts'
import { coversText } from '../../text/web/credit-covers.ts'
import { useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { useToday } from '../ui/today.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { MoneyInput } from './money-input.tsx'

type Fields = {
  kind: CoverKind
  provider: string
  policyNo?: string
  capFen: number
  sharePercent: number
  deductibleFen?: number | null
  fromOn: string
  untilOn: string
  exclusions?: string
  wholeGroup?: boolean
}
const USUAL_DAYS = 365

export function CoverDrawer(props: { open: boolean; customerId: string; onClose: () => void }) {
  const t = useText(coversText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(recordCover, {
    onDone: () => {
      void message.success(t('recorded'))
      props.onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  const save = ({ sharePercent, deductibleFen, policyNo, exclusions, ...rest }: Fields) =>
    send.mutate({
      params: { id: props.customerId },
      body: {
        ...rest,
        shareBp: Math.round(sharePercent * 100),
        deductibleFen: deductibleFen ?? 0,
        policyNo: policyNo ?? '',
        exclusions: exclusions ?? '',
      },
    })
  return (
    <FormDrawer
      open={props.open}
      onClose={props.onClose}
      title={t('addTitle')}
      formId="cover-form"
      busy={send.isPending}
    >
      <Form<Fields>
        id="cover-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{
          kind: 'insurance',
          sharePercent: 90,
          fromOn: today,
          untilOn: addDays(today, USUAL_DAYS - 1),
        }}
        onFinish={save}
      >
        <Form.Item name="kind" label={t('kind')}>
          <Segmented options={COVER_KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))} />
        </Form.Item>
        <Form.Item name="provider" label={t('provider')} rules={[{ ...required[0]!, whitespace: true }]}>
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="policyNo" label={t('policyNo')} extra={t('filesNote')}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="capFen" label={t('cap')} rules={required}>
          <MoneyInput label={t('cap')} />
        </Form.Item>
        <div className="biz-form-pair">
          <Form.Item name="sharePercent" label={t('share')} rules={required}>
            <InputNumber min={1} max={100} suffix="%" className="biz-wide" />
          </Form.Item>
          <Form.Item name="deductibleFen" label={t('deductible')}>
            <MoneyInput label={t('deductible')} />
          </Form.Item>
          <Form.Item name="fromOn" label={t('fromOn')} rules={required}>
            <DayInput label={t('fromOn')} clearable={false} />
          </Form.Item>
          <Form.Item name="untilOn" label={t('untilOn')} rules={required}>
            <DayInput label={t('untilOn')} clearable={false} />
          </Form.Item>
        </div>
        <Form.Item name="wholeGroup" valuePropName="checked" extra={t('wholeGroupHint')}>
          <Checkbox>{t('wholeGroup')}</Checkbox>
        </Form.Item>
        <Form.Item name="exclusions" label={t('exclusions')}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
