import { App, Button, Checkbox, Input, InputNumber, TimePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useState } from 'react'
import { getNoticeSettings, saveNoticeSettings } from '../../../api/notify.ts'
import { meText } from '../../../text/web/me.ts'
import { uiText } from '../../../text/web/ui.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'

type Settings = ReplyOf<typeof getNoticeSettings>

/** Quiet hours, the cap of interruptions and the names under which the group robots @ this person. */
export function NoticeForm() {
  const t = useText(meText)
  const ui = useText(uiText)
  const { message } = App.useApp()
  const [form, setForm] = useState<Settings>(useData(getNoticeSettings))
  const save = useSend(saveNoticeSettings, {
    refresh: [getNoticeSettings],
    onDone: () => void message.success(ui('saved')),
  })
  const change = (part: Partial<Settings>) => setForm({ ...form, ...part })
  return (
    <Panel title={t('notice')}>
      <div className="bw-stack bw-notice-form">
        <div className="bw-field">
          <span>{t('quiet')}</span>
          <TimePicker.RangePicker
            format="HH:mm"
            minuteStep={30}
            order={false}
            allowClear={false}
            needConfirm={false}
            value={[atMinute(form.quietFromMinute), atMinute(form.quietToMinute)]}
            onChange={(range) =>
              range?.[0] &&
              range[1] &&
              change({ quietFromMinute: minuteOf(range[0]), quietToMinute: minuteOf(range[1]) })
            }
          />
          <span className="bw-muted">{t('quietNote')}</span>
        </div>
        <Field label={t('cap')} hint={t('capNote')}>
          <InputNumber
            min={0}
            max={5}
            value={form.dailyCap}
            onChange={(value) => value !== null && change({ dailyCap: value })}
          />
        </Field>
        <Checkbox
          checked={form.workdaysOnly}
          onChange={(event) => change({ workdaysOnly: event.target.checked })}
        >
          {t('workdays')}
        </Checkbox>
        <Checkbox checked={form.mail} onChange={(event) => change({ mail: event.target.checked })}>
          {t('mail')}
        </Checkbox>
        <div className="bw-field">
          <span>{t('mention')}</span>
          {(
            [
              ['wecomUserId', t('wecom')],
              ['dingtalkUserId', t('dingtalk')],
              ['feishuOpenId', t('feishu')],
            ] as const
          ).map(([name, label]) => (
            <Input
              key={name}
              addonBefore={label}
              aria-label={label}
              value={form[name] ?? ''}
              onChange={(event) => change({ [name]: event.target.value.trim() || null })}
            />
          ))}
        </div>
        <ErrorNote error={save.error} />
        <div>
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate({ body: form })}>
            {ui('save')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

function atMinute(minute: number) {
  return dayjs('2000-01-01').add(minute, 'minute')
}

function minuteOf(time: { hour: () => number; minute: () => number }): number {
  return time.hour() * 60 + time.minute()
}
