import { Button, Form, InputNumber, Segmented, Select } from 'antd'
import { useState } from 'react'
import { getCreditPolicy } from '../../../api/credit.ts'
import type { creditWhatIf } from '../../../api/credit-what-if.ts'
import { GRADES } from '../../../core/credit/scale.ts'
import { whatIfText } from '../../../text/web/credit-what-if.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { CustomerPick } from '../../parts/pickers-later.tsx'
import { useText } from '../../ui/language.tsx'
import { useUrl } from '../../ui/url.tsx'

type Answer = ReplyOf<typeof creditWhatIf>

const WHO = ['all', 'grade', 'customer'] as const
const LIMITS = ['asWas', 'times', 'amount'] as const
type Fields = {
  who: (typeof WHO)[number]
  grade?: string
  customerId?: string | null
  limit: (typeof LIMITS)[number]
  timesPercent?: number | null
  limitFen?: number | null
  holdDays?: number | null
  termDays?: number | null
  from?: string | null
  to?: string | null
  lateDays?: number | null
}

/** What to ask; it stands in the address, so that a colleague sees the same answer. */
export function WhatIfForm({ answer }: { answer: Answer }) {
  const t = useText(whatIfText)
  const { set } = useUrl()
  const { data } = useLater(getCreditPolicy)
  const [form] = Form.useForm<Fields>()
  const first = fieldsOf(answer)
  const [kind, setKind] = useState({ who: first.who, limit: first.limit })
  const required = [{ required: true, message: t('required') }]
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={first}
      onValuesChange={(_, { who, limit }) => setKind({ who, limit })}
      onFinish={(fields) => set(urlOfFields(fields))}
    >
      <div className="biz-what-if-form">
        <Form.Item name="who" label={t('who')}>
          <Segmented options={WHO.map((who) => ({ value: who, label: t(`who_${who}`) }))} />
        </Form.Item>
        {kind.who === 'grade' && (
          <Form.Item name="grade" label={t('grade')} rules={required}>
            <Select options={GRADES.map((grade) => ({ value: grade, label: grade }))} />
          </Form.Item>
        )}
        {kind.who === 'customer' && (
          <Form.Item
            name="customerId"
            label={t('customer')}
            rules={[{ required: true, message: t('pickCustomer') }]}
          >
            <CustomerPick known={answer.customer ?? undefined} />
          </Form.Item>
        )}
        <Form.Item name="limit" label={t('limit')}>
          <Segmented options={LIMITS.map((limit) => ({ value: limit, label: t(`limit_${limit}`) }))} />
        </Form.Item>
        {kind.limit === 'times' && (
          <Form.Item name="timesPercent" label={t('timesPercent')} rules={required}>
            <InputNumber min={0} max={1000} precision={0} suffix="%" />
          </Form.Item>
        )}
        {kind.limit === 'amount' && (
          <Form.Item name="limitFen" label={t('limitFen')} rules={required}>
            <MoneyInput label={t('limitFen')} />
          </Form.Item>
        )}
        <Form.Item
          name="holdDays"
          label={t('holdDays')}
          extra={data && t('holdDaysHint', { n: data.policy.managerDays })}
        >
          <InputNumber min={1} max={365} precision={0} suffix={t('days')} />
        </Form.Item>
        <Form.Item name="termDays" label={t('termDays')} extra={t('termDaysHint')}>
          <InputNumber min={0} max={365} precision={0} suffix={t('days')} />
        </Form.Item>
        <Form.Item name="from" label={t('from')} rules={required}>
          <DayInput label={t('from')} clearable={false} />
        </Form.Item>
        <Form.Item name="to" label={t('to')} rules={required}>
          <DayInput label={t('to')} clearable={false} />
        </Form.Item>
        <Form.Item name="lateDays" label={t('lateDays')} rules={required}>
          <InputNumber min={1} max={365} precision={0} suffix={t('days')} />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit">
        {t('run')}
      </Button>
    </Form>
  )
}

function fieldsOf({ customer, grade, change, from, to, lateDays }: Answer): Fields {
  const { limit, holdDays, termDays } = change
  return {
    who: customer ? 'customer' : grade ? 'grade' : 'all',
    ...(grade ? { grade } : {}),
    customerId: customer?.id ?? null,
    limit: limit.kind,
    timesPercent: limit.kind === 'times' ? limit.bp / 100 : 50,
    limitFen: limit.kind === 'amount' ? limit.fen : null,
    ...{ holdDays, termDays, from, to, lateDays },
  }
}

function urlOfFields({ who, limit, ...fields }: Fields) {
  const text = (value: number | string | null | undefined) =>
    value === null || value === undefined ? undefined : String(value)
  return {
    caseId: undefined,
    grade: who === 'grade' ? fields.grade : undefined,
    customerId: who === 'customer' ? text(fields.customerId) : undefined,
    timesPercent: limit === 'times' ? text(fields.timesPercent) : undefined,
    limitFen: limit === 'amount' ? text(fields.limitFen) : undefined,
    holdDays: text(fields.holdDays),
    termDays: text(fields.termDays),
    lateDays: text(fields.lateDays),
    from: text(fields.from),
    to: text(fields.to),
    part: undefined,
  }
}
