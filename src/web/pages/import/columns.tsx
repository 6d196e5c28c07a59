import { Select } from 'antd'
import { useState } from 'react'
import { fieldPath } from '../../../core/fields/custom-field.ts'
import { fieldsOf } from '../../../core/import/fields.ts'
import { recordOfTarget } from '../../../core/import/own-fields.ts'
import { importText } from '../../../text/web/import.ts'
import { useCustomFields, useFieldName } from '../../parts/custom-words.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { type Analysis, type Draft, fieldOfColumn, headerIn, withColumn } from './mapping-draft.ts'

const NewFieldDialog = later(async () => (await import('./new-field-dialog.tsx')).NewFieldDialog)

/** No field's own name. */
const NEW_FIELD = '+'

type ColumnsProps = { analysis: Analysis; draft: Draft; onDraft: (draft: Draft) => void }

/** Which column is what; one that has no field yet can become one of the company's own [C223]. */
export function Columns({ analysis, draft, onDraft }: ColumnsProps) {
  const t = useText(importText)
  const { language } = useLanguage()
  const record = recordOfTarget(draft.target)
  const nameOf = useFieldName()
  const custom = useCustomFields(record ?? 'customer').filter(({ isRetired }) => !isRetired)
  const [proposed, setProposed] = useState<string | null>(null)
  const column = analysis.columns.find(({ header }) => header === proposed)
  const fields = [
    ...fieldsOf(draft.target).map((def) => ({
      value: def.field,
      label: `${language === 'en' ? def.en : def.zh}${def.required ? ' *' : ''}`,
    })),
    ...(record ? custom : []).map((field) => ({ value: fieldPath(field.key), label: nameOf(field) })),
    ...(record ? [{ value: NEW_FIELD, label: t('newField') }] : []),
  ]
  return (
    <Panel title={t('columnsTitle')}>
      <p className="bw-soft biz-lead">{t('columnsNote')}</p>
      <div className="biz-columns">
        {analysis.columns.map((column) => {
          const field = fieldOfColumn(draft, column.header)
          const pair = pairOf(draft, column.header)
          const suggested = field !== null && field === column.field
          return (
            <div key={column.header} className="biz-column-line" data-used={field !== null || pair !== null}>
              <div>
                <strong>{column.header}</strong>
                <div className="bw-muted biz-samples">{column.samples.slice(0, 3).join(' · ')}</div>
              </div>
              <div>
                {pair ? (
                  <span className="bw-soft">{t(pair.word, { n: pair.n, part: t(pair.part) })}</span>
                ) : (
                  <Select
                    className="biz-wide"
                    value={field ?? ''}
                    aria-label={`${column.header}: ${t('means')}`}
                    options={[{ value: '', label: t('ignore') }, ...fields]}
                    showSearch={{ optionFilterProp: 'label' }}
                    onChange={(next) =>
                      next === NEW_FIELD
                        ? setProposed(column.header)
                        : onDraft(withColumn(draft, column.header, next || null))
                    }
                  />
                )}
                {suggested && column.confidence && column.confidence !== 'sure' && (
                  <span className={column.confidence === 'guess' ? 'bw-warn biz-hint' : 'bw-muted biz-hint'}>
                    {t(`confidence_${column.confidence}`)}
                  </span>
                )}
              </div>
            </div>
          )
        })}
      </div>
      {(draft.payments?.length ?? 0) > 0 && (
        <p className="bw-soft biz-lead">{t('pairsPayments', { n: draft.payments?.length ?? 0 })}</p>
      )}
      {(draft.instalments?.length ?? 0) > 0 && (
        <p className="bw-soft biz-lead">{t('pairsInstalments', { n: draft.instalments?.length ?? 0 })}</p>
      )}
      {record && column && (
        <NewFieldDialog
          record={record}
          column={column}
          onClose={() => setProposed(null)}
          onMade={(key) => {
            setProposed(null)
            onDraft(withColumn(draft, column.header, fieldPath(key)))
          }}
        />
      )}
    </Panel>
  )
}

/** A column that belongs to a wide ledger's pair (回款1日期 / 回款1金额) has its meaning already. */
function pairOf(draft: Draft, header: string) {
  const sides = [
    ['pairPayment', draft.payments ?? []],
    ['pairInstalment', draft.instalments ?? []],
  ] as const
  for (const [word, pairs] of sides) {
    const at = pairs.findIndex((pair) => headerIn(pair.on) === header || headerIn(pair.amount) === header)
    const pair = pairs[at]
    if (pair) {
      const part = headerIn(pair.on) === header ? ('pairDate' as const) : ('pairAmount' as const)
      return { word, n: at + 1, part }
    }
  }
  return null
}
