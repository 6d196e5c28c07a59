import { ArrowDownOutlined, ArrowUpOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import {
  type CustomFieldRow,
  countCustomFields,
  listCustomFields,
  orderCustomFields,
  retireCustomField,
} from '../../../api/custom-fields.ts'
import { CUSTOM_RECORDS, type CustomRecord } from '../../../core/fields/custom-field.ts'
import { customFieldsText } from '../../../text/web/custom-fields.ts'
import { useData, useSend } from '../../api.ts'
import { useFieldName } from '../../parts/custom-words.tsx'
import { type Can, CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { listMark, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { AreaHead } from './area-head.tsx'
import { CustomFieldDrawer, type Editing } from './custom-field-drawer.tsx'

/** The fields a company adds to its records, without code [C223]. */
export function CustomFields() {
  const t = useText(customFieldsText)
  const { message } = App.useApp()
  const { items, can } = useData(listCustomFields)
  const [editing, setEditing] = useState<Editing | null>(null)
  const [retiring, setRetiring] = useState<CustomFieldRow | null>(null)
  const nameOf = useFieldName()
  const retire = useSend(retireCustomField, { onDone: () => setRetiring(null) })
  const send = (field: CustomFieldRow, retired: boolean) =>
    retire.mutate({ params: { id: field.id }, body: { retired }, ifMatch: field.version })
  return (
    <>
      <AreaHead title={t('title')} note={t('note')} />
      {items.length === 0 && <p className="bw-soft">{t('noneText')}</p>}
      {CUSTOM_RECORDS.map((record) => (
        <FieldsOfRecord
          key={record}
          record={record}
          fields={items.filter((field) => field.record === record)}
          can={can.write}
          onAdd={() => setEditing({ record, field: null })}
          onEdit={(field) => setEditing({ record, field })}
          onRetire={setRetiring}
          onRevive={(field) => send(field, false)}
        />
      ))}
      <ErrorNote error={retiring ? null : retire.error} />
      <CustomFieldDrawer
        editing={editing}
        version={items.find(({ id }) => id === editing?.field?.id)?.version}
        onClose={() => setEditing(null)}
        onSaved={() => {
          setEditing(null)
          void message.success(t('saved'))
        }}
      />
      <Confirm
        open={retiring !== null}
        title={t('retireTitle', { name: retiring ? nameOf(retiring) : '' })}
        text={t('retireText')}
        okText={t('retire')}
        busy={retire.isPending}
        error={retire.error}
        onOk={() => retiring && send(retiring, true)}
        onCancel={() => setRetiring(null)}
      />
    </>
  )
}

type RecordProps = {
  record: CustomRecord
  fields: CustomFieldRow[]
  can: Can
  onAdd: () => void
  onEdit: (field: CustomFieldRow) => void
  onRetire: (field: CustomFieldRow) => void
  onRevive: (field: CustomFieldRow) => void
}

function FieldsOfRecord({ record, fields, can, onAdd, onEdit, onRetire, onRevive }: RecordProps) {
  const t = useText(customFieldsText)
  const counts = useData(countCustomFields).items
  const order = useSend(orderCustomFields)
  const used = fields.filter(({ isRetired }) => !isRetired)
  const retired = fields.filter(({ isRetired }) => isRetired)
  const filledOf = (field: CustomFieldRow) =>
    counts.find((one) => one.record === record && one.key === field.key)?.filled ?? 0
  const move = (index: number, by: number) => {
    const ids = used.map(({ id }) => id)
    const [moved] = ids.splice(index, 1)
    ids.splice(index + by, 0, moved!)
    order.mutate({ body: { record, ids } })
  }
  return (
    <Panel
      title={t(record)}
      extra={
        <CanButton can={can} size="small" icon={<PlusOutlined />} onClick={onAdd}>
          {t('add')}
        </CanButton>
      }
    >
      {fields.length === 0 && <p className="bw-soft">{t('noneTitle')}</p>}
      <ul className="biz-own-fields">
        {used.map((field, index) => (
          <li key={field.id}>
            <FieldWords field={field} filled={filledOf(field)} />
            <span className="bw-row">
              <CanButton
                can={index === 0 ? undefined : can}
                size="small"
                type="text"
                icon={<ArrowUpOutlined />}
                aria-label={t('up')}
                onClick={() => move(index, -1)}
              />
              <CanButton
                can={index === used.length - 1 ? undefined : can}
                size="small"
                type="text"
                icon={<ArrowDownOutlined />}
                aria-label={t('down')}
                onClick={() => move(index, 1)}
              />
              <CanButton can={can} size="small" onClick={() => onEdit(field)}>
                {t('edit')}
              </CanButton>
              <CanButton can={can} size="small" type="text" onClick={() => onRetire(field)}>
                {t('retire')}
              </CanButton>
            </span>
          </li>
        ))}
      </ul>
      <ErrorNote error={order.error} />
      {retired.length > 0 && (
        <details>
          <summary className="bw-soft">{t('retiredHead')}</summary>
          <ul className="biz-own-fields">
            {retired.map((field) => (
              <li key={field.id}>
                <FieldWords field={field} filled={filledOf(field)} />
                {can === true && (
                  <Button size="small" onClick={() => onRevive(field)}>
                    {t('revive')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  )
}

function FieldWords({ field, filled }: { field: CustomFieldRow; filled: number }) {
  const t = useText(customFieldsText)
  const nameOf = useFieldName()
  return (
    <span className="biz-own-field">
      <span className="bw-row bw-wrap">
        <strong>{nameOf(field)}</strong>
        <span className="bw-tag">{t(`kind_${field.kind}`)}</span>
        {field.isRequired && <span className="bw-tag bw-tag-warn">{t('isRequired')}</span>}
        {field.inList && <span className="bw-tag">{t('inListTag')}</span>}
      </span>
      <span className="bw-muted">
        {[field.choices.join(listMark()), t('filled', { n: filled }), `${t('key')} ${field.key}`]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
    </span>
  )
}
