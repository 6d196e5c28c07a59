import { App, Input, Modal } from 'antd'
import { useState } from 'react'
import { changePassword, whoAmI } from '../../api/session.ts'
import { signInText } from '../../text/web/sign-in.ts'
import { uiText } from '../../text/web/ui.ts'
import { useSend } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { useText } from '../ui/language.tsx'

/** `forced`: after a one-time link or a reset there is no old password, and no way around a new one. */
export function PasswordDialog({
  open,
  forced,
  onClose,
}: {
  open: boolean
  forced: boolean
  onClose: () => void
}) {
  const t = useText(signInText)
  const ui = useText(uiText)
  const { message } = App.useApp()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const send = useSend(changePassword, {
    refresh: [whoAmI],
    onDone: () => {
      void message.success(ui('saved'))
      onClose()
    },
  })
  const complete = next.length > 0 && (forced || current.length > 0)
  const save = () => send.mutate({ body: forced ? { next } : { current, next } })
  return (
    <Modal
      open={open}
      title={t('newPassword')}
      okText={ui('save')}
      cancelText={ui('cancel')}
      closable={!forced}
      keyboard={!forced}
      mask={{ closable: !forced }}
      cancelButtonProps={forced ? { style: { display: 'none' } } : {}}
      okButtonProps={{ disabled: !complete }}
      confirmLoading={send.isPending}
      onOk={save}
      onCancel={onClose}
      destroyOnHidden
    >
      <form
        className="bw-stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (complete && !send.isPending) save()
        }}
      >
        <p className="bw-soft">{t('passwordHint')}</p>
        {!forced && (
          <Field label={t('currentPassword')}>
            <Input.Password
              value={current}
              autoComplete="current-password"
              onChange={(event) => setCurrent(event.target.value)}
            />
          </Field>
        )}
        <Field label={t('newPassword')}>
          <Input.Password
            value={next}
            autoComplete="new-password"
            onChange={(event) => setNext(event.target.value)}
          />
        </Field>
        <ErrorNote error={send.error} />
        {/* Two fields and no button: without this one, Enter would do nothing. */}
        <button type="submit" hidden aria-label={ui('save')} />
      </form>
    </Modal>
  )
}
