import { Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { uiText } from '../../text/web/ui.ts'
import { ErrorNote } from './error-note.tsx'
import { Field } from './field.tsx'
import { useText } from './language.tsx'
import type { CodedError } from './refusal.tsx'

type ConfirmProps = {
  open: boolean
  title: ReactNode
  /** What will happen, and whether it can be taken back. */
  text?: ReactNode
  okText: string
  danger?: boolean
  /** 'required': a reason must be given; 'optional': may be; absent: no field. */
  reason?: 'required' | 'optional'
  reasonLabel?: string
  busy?: boolean
  error?: CodedError | null
  onOk: (reason: string) => void
  onCancel: () => void
  /** More fields, above the reason. */
  children?: ReactNode
  okDisabled?: boolean
}

/** Asks before something that matters, with the reason where one is kept. */
export function ConfirmDialog(props: ConfirmProps) {
  const t = useText(uiText)
  const [reason, setReason] = useState('')
  const missing = props.reason === 'required' && reason.trim() === ''
  return (
    <Modal
      open={props.open}
      title={props.title}
      okText={props.okText}
      cancelText={t('cancel')}
      okButtonProps={{ danger: props.danger ?? false, disabled: missing || (props.okDisabled ?? false) }}
      confirmLoading={props.busy ?? false}
      onOk={() => props.onOk(reason.trim())}
      onCancel={props.onCancel}
      afterClose={() => setReason('')}
      destroyOnHidden
    >
      <div className="bw-stack">
        {props.text && <p className="bw-soft">{props.text}</p>}
        {props.children}
        {props.reason && (
          <Field label={props.reasonLabel ?? t('reason')} optional={props.reason === 'optional'}>
            <Input.TextArea
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              autoSize={{ minRows: 2, maxRows: 6 }}
              maxLength={500}
            />
          </Field>
        )}
        <ErrorNote error={props.error} />
      </div>
    </Modal>
  )
}
