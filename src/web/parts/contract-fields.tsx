import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber } from 'antd'
import { contractsText } from '../../text/web/contracts.ts'
import { useText } from '../ui/language.tsx'
import { DayInput } from './day-input.tsx'
import { MoneyInput } from './money-input.tsx'
import './parts.css'

/** The agreed part of a contract as a form holds it. */
export type ContractFields = {
  title?: string
  amountFen?: number | null
  effectiveOn?: string | null
  endsOn?: string | null
  termDays?: number | null
  penaltyBp?: number | null
  nodes?: { label?: string; dueOn: string; amountFen: number }[]
  clauses?: Partial<Record<'subject' | 'delivery' | 'breach' | 'dunning' | 'other', string>>
}

const CLAUSES = ['subject', 'delivery', 'breach', 'dunning', 'other'] as const

/** What a contract says: `hasLines` when its amount is the sum of its lines. */
export function ContractTerms({ hasLines }: { hasLines: boolean }) {
  const t = useText(contractsText)
  return (
    <>
      <Form.Item name="title" label={t('content')}>
        <Input maxLength={200} />
      </Form.Item>
      {!hasLines && (
        <Form.Item name="amountFen" label={t('amount')} rules={[{ required: true, message: t('required') }]}>
          <MoneyInput />
        </Form.Item>
      )}
      <div className="biz-pair">
        <Form.Item name="effectiveOn" label={t('effectiveOn')}>
          <DayInput />
        </Form.Item>
        <Form.Item name="endsOn" label={t('endsOn')}>
          <DayInput />
        </Form.Item>
        <Form.Item name="termDays" label={t('term')}>
          <InputNumber min={0} max={3650} precision={0} className="biz-wide" />
        </Form.Item>
        <Form.Item name="penaltyBp" label={t('penalty')}>
          <InputNumber min={0} max={10_000} precision={0} className="biz-wide" />
        </Form.Item>
      </div>
      {CLAUSES.map((key) => (
        <Form.Item key={key} name={['clauses', key]} label={t(key)}>
          <Input.TextArea maxLength={20_000} autoSize={{ minRows: 1, maxRows: 8 }} />
        </Form.Item>
      ))}
      <h3 className="biz-form-part">{t('nodes')}</h3>
      <p className="bw-muted biz-hint">{t('nodesHint')}</p>
      <NodeFields />
    </>
  )
}

/** The fields as they travel. */
export function sentTerms({ nodes, clauses, ...fields }: ContractFields) {
  return {
    title: fields.title?.trim() ?? '',
    effectiveOn: fields.effectiveOn ?? null,
    endsOn: fields.endsOn ?? null,
    termDays: fields.termDays ?? null,
    penaltyBp: fields.penaltyBp ?? null,
    nodes: (nodes ?? []).map((node) => ({ ...node, label: node.label?.trim() ?? '' })),
    clauses: Object.fromEntries(
      Object.entries(clauses ?? {}).flatMap(([key, text]) => (text?.trim() ? [[key, text.trim()]] : [])),
    ),
  }
}

function NodeFields() {
  const t = useText(contractsText)
  const must = [{ required: true, message: t('required') }]
  return (
    <Form.List name="nodes">
      {(fields, { add, remove }) => (
        <div className="biz-plan">
          {fields.map((field, index) => (
            <div key={field.key} className="biz-plan-line biz-node-line">
              <Form.Item name={[field.name, 'label']} noStyle>
                <Input
                  maxLength={60}
                  placeholder={t('nodeLabel')}
                  aria-label={`${t('node', { n: index + 1 })} ${t('nodeLabel')}`}
                />
              </Form.Item>
              <Form.Item name={[field.name, 'dueOn']} noStyle rules={must}>
                <DayInput clearable={false} label={t('dueOn')} />
              </Form.Item>
              <Form.Item name={[field.name, 'amountFen']} noStyle rules={must}>
                <MoneyInput label={t('amount')} />
              </Form.Item>
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('removeNode')}
                onClick={() => remove(field.name)}
              />
            </div>
          ))}
          <Button icon={<PlusOutlined />} disabled={fields.length >= 60} onClick={() => add({})}>
            {t('addNode')}
          </Button>
        </div>
      )}
    </Form.List>
  )
}
