import { EditOutlined } from '@ant-design/icons'
import { App, Form } from 'antd'
import { useState } from 'react'
import type { setContractOwnFields } from '../../api/contracts.ts'
import type { CustomRecord, CustomValues } from '../../core/fields/custom-field.ts'
import { customFieldsText } from '../../text/web/custom-fields.ts'
import { useSend } from '../api.ts'
import { type Can, CanButton } from '../ui/can-button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { Facts, Panel } from '../ui/page-head.tsx'
import { type CustomFormValues, CustomInputs, customBody } from './custom-inputs.tsx'
import { MissingFields, useCustomFacts, useCustomFields } from './custom-words.tsx'
import { FormDrawer } from './form-drawer.tsx'

type Props = {
  record: CustomRecord
  /** where they are sent: a document whose other fields are changed elsewhere */
  route: typeof setContractOwnFields
  of: { id: string; version: number; custom: CustomValues }
  can: Can
}

/** Own fields of a document that is no form itself: shown and filled in by themselves [C223]. */
export function OwnFieldsPanel({ record, route, of, can }: Props) {
  const t = useText(customFieldsText)
  const { message } = App.useApp()
  const [editing, setEditing] = useState(false)
  const { items, missing } = useCustomFacts(record, of.custom)
  const isAsked = useCustomFields(record).some(({ isRetired }) => !isRetired)
  const send = useSend(route, {
    onDone: () => {
      setEditing(false)
      void message.success(t('saved'))
    },
  })
  const save = ({ custom }: { custom?: CustomFormValues }) =>
    send.mutate({
      params: { id: of.id },
      ifMatch: of.version,
      body: { custom: customBody(custom, of.custom).custom ?? {} },
    })
  if (!isAsked && items.length === 0) return null
  return (
    <Panel
      title={t('panel')}
      extra={
        isAsked && (
          <CanButton
            can={can}
            size="small"
            type="text"
            icon={<EditOutlined />}
            onClick={() => setEditing(true)}
          >
            {t('edit')}
          </CanButton>
        )
      }
    >
      {items.length === 0 ? <p className="bw-soft">{t('panelNone')}</p> : <Facts items={items} />}
      <MissingFields names={missing} />
      <FormDrawer
        open={editing}
        onClose={() => setEditing(false)}
        title={t('panel')}
        formId="own-fields"
        okText={t('save')}
        busy={send.isPending}
        width={420}
      >
        <Form
          id="own-fields"
          layout="vertical"
          requiredMark={false}
          initialValues={{ custom: of.custom }}
          onFinish={save}
        >
          <CustomInputs record={record} />
          <ErrorNote error={send.error} />
        </Form>
      </FormDrawer>
    </Panel>
  )
}
