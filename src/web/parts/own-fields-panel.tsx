import { EditOutlined } from '@ant-design/icons'
import { App } from 'antd'
import { useState } from 'react'
import type { setContractOwnFields } from '../../api/contracts.ts'
import type { CustomRecord, CustomValues } from '../../core/fields/custom-field.ts'
import { customFieldsText } from '../../text/web/custom-fields.ts'
import { useSend } from '../api.ts'
import { type Can, CanButton } from '../ui/can-button.tsx'
import { useText } from '../ui/language.tsx'
import { laterOpened } from '../ui/later.tsx'
import { Facts, Panel } from '../ui/page-head.tsx'
import { MissingFields, useCustomFacts, useCustomFields } from './custom-words.tsx'

const OwnFieldsDrawer = laterOpened(async () => (await import('./own-fields-drawer.tsx')).OwnFieldsDrawer)

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
  const isAsked = useHasFields(record)
  const send = useSend(route, {
    onDone: () => {
      setEditing(false)
      void message.success(t('saved'))
    },
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
      <OwnFieldsDrawer
        open={editing}
        record={record}
        held={of.custom}
        busy={send.isPending}
        error={send.error}
        onSave={(custom) => send.mutate({ params: { id: of.id }, ifMatch: of.version, body: { custom } })}
        onClose={() => setEditing(false)}
      />
    </Panel>
  )
}

/** Whether the company asks for any of this record. */
export function useHasFields(record: CustomRecord): boolean {
  return useCustomFields(record).some(({ isRetired }) => !isRetired)
}
