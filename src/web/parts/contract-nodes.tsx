import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { UNDATED } from '../../core/receivable/retention.ts'
import { contractsText } from '../../text/web/contracts.ts'
import { useText } from '../ui/language.tsx'
import { AmountInCurrency } from './currency-pick.tsx'
import { DayInput } from './day-input.tsx'
import './parts.css'

/** A payment node as it travels: retention (质保金) by months after acceptance has no day of its own. */
export type NodeTerms = {
  label?: string | undefined
  dueOn: string
  amountFen: number
  retention?: { months: number | null } | undefined
}

/** As a form holds it: what kind of payment decides whether a day or months are asked for. */
export type NodeFieldsValue = {
  label?: string
  kind?: 'payment' | 'months' | 'day'
  dueOn?: string | null
  months?: number | null
  amountFen: number
}

const MONTHS = 12

export function nodeFields({ label, dueOn, amountFen, retention }: NodeTerms): NodeFieldsValue {
  const kind = !retention ? 'payment' : retention.months === null ? 'day' : 'months'
  return {
    ...(label === undefined ? {} : { label }),
    ...{ kind, amountFen, months: retention?.months ?? MONTHS },
    dueOn: kind === 'months' ? null : dueOn,
  }
}

export function sentNode({ label, kind, dueOn, months, amountFen }: NodeFieldsValue): NodeTerms {
  const plain = { label: label?.trim() ?? '', amountFen }
  if (kind === 'months') return { ...plain, dueOn: UNDATED, retention: { months: months ?? MONTHS } }
  return { ...plain, dueOn: dueOn ?? '', ...(kind === 'day' ? { retention: { months: null } } : {}) }
}

/** The payment nodes of a contract; `totalFen` lets retention be told as a share. */
export function NodeFields({ totalFen }: { totalFen: number | null }) {
  const t = useText(contractsText)
  return (
    <Form.List name="nodes">
      {(fields, { add, remove }) => (
        <div className="biz-plan">
          {fields.map((field, index) => (
            <NodeLine
              key={field.key}
              name={field.name}
              title={t('node', { n: index + 1 })}
              totalFen={totalFen}
              onRemove={() => remove(field.name)}
            />
          ))}
          <div className="bw-row bw-wrap">
            <Button
              icon={<PlusOutlined />}
              disabled={fields.length >= 120}
              onClick={() => add({ kind: 'payment' })}
            >
              {t('addNode')}
            </Button>
            <Button
              icon={<PlusOutlined />}
              disabled={fields.length >= 120}
              onClick={() => add({ kind: 'months', months: MONTHS, label: t('retention') })}
            >
              {t('addRetention')}
            </Button>
          </div>
        </div>
      )}
    </Form.List>
  )
}

type LineProps = { name: number; title: string; totalFen: number | null; onRemove: () => void }

function NodeLine({ name, title, totalFen, onRemove }: LineProps) {
  const t = useText(contractsText)
  const form = Form.useFormInstance()
  const kind = Form.useWatch(['nodes', name, 'kind'], form) as NodeFieldsValue['kind']
  const must = [{ required: true, message: t('required') }]
  const isKept = kind === 'months' || kind === 'day'
  return (
    <div className="biz-plan-line biz-node-line">
      <Form.Item name={[name, 'label']} noStyle>
        <Input maxLength={60} placeholder={t('nodeLabel')} aria-label={`${title} ${t('nodeLabel')}`} />
      </Form.Item>
      <Form.Item name={[name, 'kind']} noStyle initialValue="payment">
        <Select
          aria-label={`${title} ${t('nodeKind')}`}
          options={[
            { value: 'payment', label: t('kindPayment') },
            { value: 'months', label: t('kindMonths') },
            { value: 'day', label: t('kindDay') },
          ]}
        />
      </Form.Item>
      {kind === 'months' ? (
        <Form.Item name={[name, 'months']} noStyle rules={must}>
          <InputNumber
            min={0}
            max={120}
            precision={0}
            className="biz-wide"
            suffix={t('monthsUnit')}
            aria-label={t('kindMonths')}
          />
        </Form.Item>
      ) : (
        <Form.Item name={[name, 'dueOn']} noStyle rules={must}>
          <DayInput clearable={false} label={t('dueOn')} />
        </Form.Item>
      )}
      <Form.Item name={[name, 'amountFen']} noStyle rules={must}>
        <AmountInCurrency label={t('amount')} />
      </Form.Item>
      <Button type="text" icon={<DeleteOutlined />} aria-label={t('removeNode')} onClick={onRemove} />
      {isKept && totalFen !== null && totalFen > 0 && <ShareOf name={name} totalFen={totalFen} />}
    </div>
  )
}

/** Retention is agreed in per cent and owed in money: typing the one fills in the other. */
function ShareOf({ name, totalFen }: { name: number; totalFen: number }) {
  const t = useText(contractsText)
  const form = Form.useFormInstance()
  const fen = Form.useWatch(['nodes', name, 'amountFen'], form) as number | null | undefined
  return (
    <span className="bw-row biz-node-share">
      <span className="bw-muted">{t('shareOfAmount')}</span>
      <InputNumber
        size="small"
        min={0}
        max={20}
        suffix="%"
        aria-label={t('shareOfAmount')}
        value={fen ? Math.round((fen / totalFen) * 10_000) / 100 : null}
        onChange={(percent) =>
          form.setFieldValue(
            ['nodes', name, 'amountFen'],
            Math.round((totalFen * Number(percent ?? 0)) / 100),
          )
        }
      />
    </span>
  )
}
