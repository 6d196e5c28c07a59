import { Input, Modal } from 'antd'
import { useState } from 'react'
import { openOwnOrg } from '../../api/session.ts'
import { shellText } from '../../text/web/shell.ts'
import { signInText } from '../../text/web/sign-in.ts'
import { uiText } from '../../text/web/ui.ts'
import { useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { useText } from '../ui/language.tsx'

const EMPTY = { company: '', name: '', login: '', password: '' }

/** 用自己的数据开始: a clean organisation beside the demo, entered as its boss, with the first steps next. */
export function StartOwn({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(signInText)
  const shell = useText(shellText)
  const ui = useText(uiText)
  const [form, setForm] = useState(EMPTY)
  const send = useSend(openOwnOrg, { refresh: [], onDone: () => window.location.assign(paths.start()) })
  const complete = Object.values(form).every((value) => value.trim() !== '')
  return (
    <Modal
      open={open}
      title={shell('startOwn')}
      okText={t('createCompany')}
      cancelText={ui('cancel')}
      okButtonProps={{ disabled: !complete }}
      confirmLoading={send.isPending}
      onOk={() => send.mutate({ body: form })}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="bw-stack">
        <p className="bw-soft">{t('ownWhy')}</p>
        <CompanyFields form={form} onChange={setForm} />
        <ErrorNote error={send.error} />
      </div>
    </Modal>
  )
}

type Form = typeof EMPTY

/** The four things a new company needs; the first-run page asks for the same. */
export function CompanyFields({ form, onChange }: { form: Form; onChange: (next: Form) => void }) {
  const t = useText(signInText)
  return (
    <>
      <Field label={t('company')}>
        <Input
          value={form.company}
          onChange={(event) => onChange({ ...form, company: event.target.value })}
        />
      </Field>
      <Field label={t('yourName')}>
        <Input value={form.name} onChange={(event) => onChange({ ...form, name: event.target.value })} />
      </Field>
      <Field label={t('login')}>
        <Input
          value={form.login}
          autoComplete="username"
          onChange={(event) => onChange({ ...form, login: event.target.value })}
        />
      </Field>
      <Field label={t('password')}>
        <Input.Password
          value={form.password}
          autoComplete="new-password"
          onChange={(event) => onChange({ ...form, password: event.target.value })}
        />
      </Field>
      <p className="bw-muted">{t('passwordHint')}</p>
    </>
  )
}
