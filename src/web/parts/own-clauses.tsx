import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input } from 'antd'
import { blanksIn } from '../../core/contract/blanks.ts'
import { CLAUSES, type ClauseKey, type OwnClause } from '../../core/contract/clauses.ts'
import { wordsOf } from '../../core/contract/content.ts'
import { contractsText } from '../../text/web/contracts.ts'
import { useText } from '../ui/language.tsx'
import './parts.css'

const MOST = 100

/** Clauses under headings of their own, in a contract or a template, in the order they are printed. */
export function OwnClauseFields() {
  const t = useText(contractsText)
  const must = [{ required: true, whitespace: true, message: t('required') }]
  return (
    <Form.List name="ownClauses">
      {(fields, { add, remove, move }) => (
        <div className="biz-plan">
          {fields.map((field, index) => (
            <div key={field.key} className="biz-own-clause">
              <div className="bw-row">
                <Form.Item name={[field.name, 'title']} noStyle rules={must}>
                  <Input
                    maxLength={60}
                    placeholder={t('clauseTitle')}
                    aria-label={t('clauseTitleOf', { n: index + 1 })}
                  />
                </Form.Item>
                <Button
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                  aria-label={t('clauseUp', { n: index + 1 })}
                >
                  ↑
                </Button>
                <Button
                  icon={<DeleteOutlined />}
                  onClick={() => remove(field.name)}
                  aria-label={t('clauseRemove', { n: index + 1 })}
                />
              </div>
              <Form.Item name={[field.name, 'text']} noStyle rules={must}>
                <Input.TextArea
                  maxLength={20_000}
                  autoSize={{ minRows: 2, maxRows: 8 }}
                  placeholder={t('clauseText')}
                  aria-label={t('clauseTextOf', { n: index + 1 })}
                />
              </Form.Item>
            </div>
          ))}
          <div>
            <Button
              icon={<PlusOutlined />}
              disabled={fields.length >= MOST}
              onClick={() => add({ title: '', text: '' })}
            >
              {t('addClause')}
            </Button>
          </div>
        </div>
      )}
    </Form.List>
  )
}

/** One field for everything that the clauses leave open in braces, as they are worded now. */
export function BlankFields() {
  const t = useText(contractsText)
  const clauses = (Form.useWatch('clauses') ?? {}) as Partial<Record<ClauseKey, string>>
  const own = (Form.useWatch('ownClauses') ?? []) as Partial<OwnClause>[]
  const given = Object.fromEntries(CLAUSES.map((key) => [key, clauses[key]]))
  const ownClauses = own.map((one) => ({ title: one?.title ?? '', text: one?.text ?? '' }))
  const names = blanksIn(wordsOf({ clauses: given, ownClauses }))
  if (names.length === 0) return null
  return (
    <>
      <h3 className="biz-form-part">{t('blanks')}</h3>
      <p className="bw-muted biz-hint">{t('blanksHint')}</p>
      <div className="biz-pair">
        {names.map((name) => (
          <Form.Item key={name} name={['blanks', name]} label={name}>
            <Input maxLength={500} />
          </Form.Item>
        ))}
      </div>
    </>
  )
}
