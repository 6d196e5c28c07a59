import { App, Checkbox, Form, Input, Radio, Select, TimePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import 'dayjs/locale/zh-cn'
import { listMetrics } from '../../../api/metrics.ts'
import { addQuiet, listQuiet } from '../../../api/quiet.ts'
import { addDays, type Day, startOfDay } from '../../../core/calendar.ts'
import { QUIET_KINDS, type QuietKind } from '../../../core/watch/quiet.ts'
import { quietText } from '../../../text/web/quiet.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { CustomerPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'

type Fields = {
  kind: QuietKind
  teamId?: string
  customerId?: string
  metric?: string
  fromDay: Day
  fromTime: Dayjs
  untilDay: Day
  untilTime: Dayjs
  sparesUrgent: boolean
  reason: string
}

type Props = { choices: ReplyOf<typeof listQuiet>; open: boolean; onClose: () => void }

const KIND_WORDS = {
  company: 'kindCompany',
  team: 'kindTeam',
  customer: 'kindCustomer',
  metric: 'kindMetric',
} as const

export function QuietForm({ choices, open, onClose }: Props) {
  const t = useText(quietText)
  const today = useToday()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const send = useSend(addQuiet, {
    refresh: [listQuiet],
    onDone: () => {
      onClose()
      void message.success(t('added'))
    },
  })
  const everywhere = choices.can.everywhere === true
  const kinds = QUIET_KINDS.filter((kind) =>
    kind === 'team' ? choices.teams.length > 0 : kind === 'customer' || everywhere,
  )
  const kind = Form.useWatch('kind', form) ?? kinds[0]!
  const required = [{ required: true, message: t('missing') }]
  return (
    <FormDrawer open={open} title={t('add')} onClose={onClose} formId="quiet-form" busy={send.isPending}>
      <Form<Fields>
        id="quiet-form"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          kind: kinds[0],
          fromDay: today,
          fromTime: dayjs('00:00', 'HH:mm'),
          untilDay: addDays(today, 1),
          untilTime: dayjs('09:00', 'HH:mm'),
          sparesUrgent: true,
        }}
        onFinish={(fields) => send.mutate({ body: bodyOf(fields) })}
      >
        <Form.Item name="kind" label={t('kind')}>
          <Radio.Group options={kinds.map((value) => ({ value, label: t(KIND_WORDS[value]) }))} />
        </Form.Item>
        {kind === 'team' && (
          <Form.Item name="teamId" label={t('team')} rules={required}>
            <Select
              placeholder={t('pickTeam')}
              options={choices.teams.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
        )}
        {kind === 'customer' && (
          <Form.Item name="customerId" label={t('customer')} rules={required}>
            <CustomerPick />
          </Form.Item>
        )}
        {kind === 'metric' && (
          <Form.Item name="metric" label={t('metric')} rules={required}>
            <MetricPick />
          </Form.Item>
        )}
        <When name="from" label={t('from')} from={today} />
        <When name="until" label={t('until')} from={today} />
        <Form.Item name="sparesUrgent" valuePropName="checked">
          <Checkbox>{t('urgent')}</Checkbox>
        </Form.Item>
        <Form.Item name="reason" label={t('reason')} rules={[...required, { min: 2 }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={200} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

function When({ name, label, from }: { name: 'from' | 'until'; label: string; from: Day }) {
  const t = useText(quietText)
  const required = [{ required: true, message: t('missing') }]
  return (
    <div className="bw-row">
      <Form.Item name={`${name}Day`} label={label} rules={required} className="biz-wide">
        <DayInput clearable={false} from={from} />
      </Form.Item>
      <Form.Item name={`${name}Time`} label=" " rules={required}>
        <TimePicker
          format="HH:mm"
          minuteStep={15}
          allowClear={false}
          needConfirm={false}
          aria-label={`${label} HH:mm`}
        />
      </Form.Item>
    </div>
  )
}

function MetricPick(props: { value?: string; onChange?: (metric: string) => void; id?: string }) {
  const t = useText(quietText)
  const both = useBoth()
  const { data } = useLater(listMetrics)
  const titles = new Map((data?.rows ?? []).map(({ id, title }) => [id, both(title)]))
  return (
    <Select
      {...props}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('pickMetric')}
      options={[...titles].map(([value, label]) => ({ value, label }))}
    />
  )
}

function bodyOf({ kind, teamId, customerId, metric, sparesUrgent, reason, ...when }: Fields) {
  return {
    ...{ kind, sparesUrgent, reason },
    ...(kind === 'team' && teamId ? { teamId } : {}),
    ...(kind === 'customer' && customerId ? { customerId } : {}),
    ...(kind === 'metric' && metric ? { metric } : {}),
    from: instantOf(when.fromDay, when.fromTime),
    until: instantOf(when.untilDay, when.untilTime),
  }
}

function instantOf(day: Day, time: Dayjs): number {
  return startOfDay(day) + (time.hour() * 60 + time.minute()) * 60_000
}
