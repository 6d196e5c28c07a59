import { Alert, App, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { createPerson, listDepartments, listPeople, updatePerson } from '../../../api/people.ts'
import { ROLES, type Role } from '../../../core/permission.ts'
import { roleText } from '../../../text/web/roles.ts'
import { settingsText } from '../../../text/web/settings.ts'
import { call, useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { PersonPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { OneTimeLink } from './link-dialog.tsx'
import type { PersonRow } from './rows.ts'

type Fields = {
  name: string
  login: string
  roles: Role[]
  staffNo?: string | null
  aliases?: string[]
  email?: string | null
  phone?: string | null
  departmentId?: string | null
  backupId?: string | null
  wecomUserid?: string | null
  dingtalkPhone?: string | null
  feishuOpenId?: string | null
}

type PersonDrawerProps = {
  open: boolean
  person: PersonRow | null
  onClose: () => void
  onLink: (link: OneTimeLink) => void
}

export function PersonDrawer({ open, person, onClose, onLink }: PersonDrawerProps) {
  const t = useText(settingsText)
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={person ? t('editPerson') : t('addPerson')}
      formId="person-form"
    >
      <PersonForm person={person} onClose={onClose} onLink={onLink} />
    </FormDrawer>
  )
}

function PersonForm({ person, onClose, onLink }: Omit<PersonDrawerProps, 'open'>) {
  const t = useText(settingsText)
  const { message } = App.useApp()
  const [version, setVersion] = useState(person?.version ?? 0)
  const create = useSend(createPerson)
  const update = useSend(updatePerson, {
    onDone: () => {
      void message.success(t('saved'))
      onClose()
    },
  })
  const save = (fields: Fields) => {
    const body = bodyOf(fields)
    if (!person) {
      create.mutate(
        { body },
        { onSuccess: (reply) => onLink({ name: fields.name, path: reply.link, expiresAt: null }) },
      )
      return
    }
    update.mutate(
      { params: { id: person.id }, body, ifMatch: version },
      {
        onError: (error) => {
          if (error.status !== 412) return
          void call(listPeople).then(({ items }) => {
            const newest = items.find((one) => one.id === person.id)
            if (newest) setVersion(newest.version)
          })
        },
      },
    )
  }
  const conflict = update.error?.status === 412
  return (
    <Form<Fields>
      id="person-form"
      layout="vertical"
      requiredMark={false}
      initialValues={person ? { ...person, phone: '' } : { roles: ['rep'], aliases: [] }}
      onFinish={save}
    >
      {conflict && <Alert type="warning" showIcon title={t('conflict')} className="biz-gap" />}
      <PersonFields person={person} />
      <ErrorNote error={conflict ? null : (create.error ?? update.error)} />
    </Form>
  )
}

function PersonFields({ person }: { person: PersonRow | null }) {
  const t = useText(settingsText)
  const roles = useText(roleText)
  const { data } = useLater(listDepartments)
  const needed = { required: true, whitespace: true, message: t('required') }
  return (
    <>
      <Form.Item name="name" label={t('name')} rules={[needed]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="login" label={t('login')} extra={t('loginHint')} rules={[needed]}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="roles"
        label={t('rolesOf')}
        extra={t('rolesHint')}
        rules={[{ required: true, type: 'array', min: 1, message: t('required') }]}
      >
        <Select mode="multiple" options={ROLES.map((role) => ({ value: role, label: roles(role) }))} />
      </Form.Item>
      <Form.Item name="departmentId" label={t('department')}>
        <Select allowClear options={(data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))} />
      </Form.Item>
      <Form.Item name="backupId" label={t('backup')} extra={t('backupHint')}>
        <PersonPick {...(person ? { except: person.id } : {})} />
      </Form.Item>
      <Form.Item name="phone" label={t('phone')}>
        <Input
          maxLength={40}
          inputMode="tel"
          placeholder={person?.phoneMasked ? t('phoneKeep', { phone: person.phoneMasked }) : ''}
        />
      </Form.Item>
      <Form.Item name="email" label={t('email')}>
        <Input maxLength={120} inputMode="email" />
      </Form.Item>
      <Form.Item name="staffNo" label={t('staffNo')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="aliases" label={t('aliases')} extra={t('aliasesHint')}>
        <Select mode="tags" open={false} suffixIcon={null} />
      </Form.Item>
      <h3 className="biz-form-part">{t('mentions')}</h3>
      <Form.Item name="wecomUserid" label={t('wecomUserid')}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item name="dingtalkPhone" label={t('dingtalkPhone')}>
        <Input maxLength={20} inputMode="tel" />
      </Form.Item>
      <Form.Item name="feishuOpenId" label={t('feishuOpenId')}>
        <Input maxLength={64} />
      </Form.Item>
    </>
  )
}

function bodyOf(fields: Fields) {
  return {
    name: fields.name.trim(),
    login: fields.login.trim(),
    roles: fields.roles,
    staffNo: fields.staffNo?.trim() || null,
    aliases: fields.aliases ?? [],
    email: fields.email?.trim() || null,
    departmentId: fields.departmentId ?? null,
    backupId: fields.backupId ?? null,
    wecomUserid: fields.wecomUserid?.trim() || null,
    dingtalkPhone: fields.dingtalkPhone?.trim() || null,
    feishuOpenId: fields.feishuOpenId?.trim() || null,
    // Masked on the way here: an empty field keeps the number.
    ...(fields.phone?.trim() ? { phone: fields.phone.trim() } : {}),
  }
}
