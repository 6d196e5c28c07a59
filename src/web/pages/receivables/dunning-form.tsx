import { App, AutoComplete, Button, Form, Input, Select } from 'antd'
import { type customerDunning, DUNNING_CHANNELS, recordDunning } from '../../../api/dunning.ts'
import { dunningText } from '../../../text/web/dunning.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'

export type CustomerDunning = ReplyOf<typeof customerDunning>

type Fields = {
  channel: (typeof DUNNING_CHANNELS)[number]
  on: string
  contactName?: string
  note?: string
  promisedOn?: string | null
  promisedFen?: number | null
}

const USUAL: Record<string, Fields['channel']> = {
  soon: 'message',
  today: 'message',
  call: 'call',
  manager: 'call',
  letter: 'letter',
  stop: 'letter',
  lawyer: 'letter',
}

/** What was done, in one go: how, with whom, what they said, what they promised. */
export function DunningForm({ data, customerId }: { data: CustomerDunning; customerId: string }) {
  const t = useText(dunningText)
  const today = useToday()
  const { language: lang } = useLanguage()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const promisedOn = Form.useWatch('promisedOn', form)
  const channel = Form.useWatch('channel', form)
  const send = useSend(recordDunning, {
    onDone: ({ alerts }) => void message.success(alerts > 0 ? t('savedAlerts', { n: alerts }) : t('saved')),
  })
  const sent = data.texts.find(
    ({ kind }) => kind === (channel === 'letter' ? 'letter' : channel === 'sms' ? 'sms' : 'message'),
  )
  return (
    <section>
      <h4>{t('record')}</h4>
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          channel: USUAL[data.due?.stage ?? 'call'],
          on: today,
          contactName: data.contacts[0]?.name ?? '',
        }}
        onFinish={({ promisedOn: day, promisedFen, contactName, note, ...rest }) =>
          send.mutate({
            params: { id: customerId },
            body: {
              ...rest,
              lang,
              contactName: contactName ?? '',
              note: note ?? '',
              words: rest.channel === 'call' || rest.channel === 'visit' ? '' : (sent?.words ?? ''),
              promisedOn: day ?? null,
              promisedFen: day ? (promisedFen ?? null) : null,
            },
          })
        }
      >
        <div className="biz-pair">
          <Form.Item name="channel" label={t('channel')}>
            <Select options={DUNNING_CHANNELS.map((value) => ({ value, label: t(`channel_${value}`) }))} />
          </Form.Item>
          <Form.Item name="on" label={t('on')}>
            <DayInput to={today} clearable={false} />
          </Form.Item>
        </div>
        <Form.Item name="contactName" label={t('contact')}>
          <AutoComplete options={data.contacts.map(({ name }) => ({ value: name }))} maxLength={100} />
        </Form.Item>
        <Form.Item name="note" label={t('result')}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 2 }} placeholder={t('resultHint')} />
        </Form.Item>
        <div className="biz-pair">
          <Form.Item name="promisedOn" label={t('promisedOn')} extra={t('promisedHint')}>
            <DayInput from={today} />
          </Form.Item>
          {promisedOn && (
            <Form.Item name="promisedFen" label={t('promisedFen')} extra={t('promisedFenHint')}>
              <MoneyInput />
            </Form.Item>
          )}
        </div>
        <ErrorNote error={send.error} />
        <Button type="primary" htmlType="submit" loading={send.isPending}>
          {t('save')}
        </Button>
      </Form>
    </section>
  )
}
