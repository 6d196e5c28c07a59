import { Form, Input, InputNumber } from 'antd'
import { contractsText } from '../../text/web/contracts.ts'
import { useText } from '../ui/language.tsx'
import { NodeFields, type NodeFieldsValue, sentNode } from './contract-nodes.tsx'
import { AmountInCurrency } from './currency-pick.tsx'
import { DayInput } from './day-input.tsx'
import { contractLines, type LineFields } from './line-fields.ts'
import { BlankFields, OwnClauseFields } from './own-clauses.tsx'
import './parts.css'

/** The agreed part of a contract as a form holds it. */
export type ContractFields = {
  title?: string
  amountFen?: number | null
  effectiveOn?: string | null
  endsOn?: string | null
  termDays?: number | null
  penaltyBp?: number | null
  nodes?: NodeFieldsValue[]
  clauses?: Partial<Record<'subject' | 'delivery' | 'breach' | 'dunning' | 'other', string>>
  ownClauses?: { title: string; text: string }[]
  blanks?: Record<string, string | undefined>
}

const CLAUSES = ['subject', 'delivery', 'breach', 'dunning', 'other'] as const

type TermsProps = {
  /** its lines stand in this form: their sum is its amount, as they are now */
  mayHaveLines?: boolean
  /** its lines come from a quote, and their sum with them */
  fromQuote?: boolean
}

/** What a contract says; payment nodes are held against what its lines come to while they are typed. */
export function ContractTerms({ mayHaveLines = false, fromQuote = false }: TermsProps) {
  const t = useText(contractsText)
  const typed = Form.useWatch('amountFen') as number | null | undefined
  const lines = Form.useWatch('lines') as LineFields[] | undefined
  const { totalFen: linesFen } = contractLines(mayHaveLines ? lines : [])
  const hasLines = fromQuote || linesFen !== null
  const totalFen = fromQuote ? null : (linesFen ?? typed ?? null)
  return (
    <>
      <Form.Item name="title" label={t('content')}>
        <Input maxLength={200} />
      </Form.Item>
      {!hasLines && (
        <Form.Item name="amountFen" label={t('amount')} rules={[{ required: true, message: t('required') }]}>
          <AmountInCurrency />
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
      <h3 className="biz-form-part">{t('ownClauses')}</h3>
      <OwnClauseFields />
      <BlankFields />
      <h3 className="biz-form-part">{t('nodes')}</h3>
      <p className="bw-muted biz-hint">{t('nodesHint')}</p>
      <NodeFields totalFen={totalFen} />
    </>
  )
}

/** The fields as they travel. */
export function sentTerms({ nodes, clauses, ownClauses, blanks, ...fields }: ContractFields) {
  return {
    title: fields.title?.trim() ?? '',
    effectiveOn: fields.effectiveOn ?? null,
    endsOn: fields.endsOn ?? null,
    termDays: fields.termDays ?? null,
    penaltyBp: fields.penaltyBp ?? null,
    nodes: (nodes ?? []).map(sentNode),
    clauses: Object.fromEntries(
      Object.entries(clauses ?? {}).flatMap(([key, text]) => (text?.trim() ? [[key, text.trim()]] : [])),
    ),
    ownClauses: (ownClauses ?? []).map(({ title, text }) => ({ title: title.trim(), text: text.trim() })),
    blanks: Object.fromEntries(
      Object.entries(blanks ?? {}).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
    ),
  }
}
