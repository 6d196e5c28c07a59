import { Checkbox, Form, Input } from 'antd'
import { addContact, updateContact } from '../../../api/customers.ts'
import { readEmail, readPhone } from '../../../core/customer/entry.ts'
import { customersText } from '../../../text/web/customers.ts'
import { type CallError, useSend, versionToSend } from '../../api.ts'
import { type CustomFormValues, CustomInputs, customBody } from '../../parts/custom-inputs.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { byEntry } from './entry-rule.ts'
import type { Customer } from './queries.ts'

type Fields = {
  name: string
  title?: string
  phone?: string
  email?: string
  wechat?: string
  isPrimary?: boolean
  noMail?: boolean
  custom?: CustomFormValues
}

type Props = {
  open: boolean
  customerId: string
  /** null: a new one */
  contact: Customer['contacts'][number] | null
  /** the version it has by now, whatever it was opened with */
  version: number | undefined
  onClose: () => void
}

export function ContactDrawer({ open, customerId, contact, version, onClose }: Props) {
  const t = useText(customersText)
  const add = useSend(addContact, { onDone: onClose })
  const update = useSend(updateContact, { onDone: onClose })
  const close = () => {
    add.reset()
    update.reset()
    onClose()
  }
  const save = (fields: Fields) => {
    const { custom, ...entry } = fields
    const own = customBody(custom, contact?.custom)
    if (!contact) return add.mutate({ params: { id: customerId }, body: { ...entry, ...own } })
    // The page never had the full number nor the WeChat name: an empty field leaves them as they are.
    const { phone, wechat, ...rest } = entry
    const body = {
      ...rest,
      ...own,
      ...(phone?.trim() ? { phone } : {}),
      ...(wechat?.trim() ? { wechat } : {}),
    }
    const ifMatch = versionToSend(update.error, contact.version, version)
    update.mutate({ params: { id: contact.id }, body, ifMatch })
  }
  return (
    <FormDrawer
      open={open}
      onClose={close}
      title={t(contact ? 'editContact' : 'addContact')}
      formId="contact-form"
      busy={add.isPending || update.isPending}
      width={400}
    >
      <ContactForm contact={contact} error={add.error ?? update.error} onSave={save} />
    </FormDrawer>
  )
}

type FormProps = Pick<Props, 'contact'> & { error: CallError | null; onSave: (fields: Fields) => void }

function ContactForm({ contact, error, onSave }: FormProps) {
  const t = useText(customersText)
  return (
    <Form<Fields>
      id="contact-form"
      layout="vertical"
      requiredMark={false}
      initialValues={
        contact
          ? {
              name: contact.name,
              title: contact.title,
              email: contact.email ?? '',
              isPrimary: contact.isPrimary,
              noMail: contact.noMail,
              custom: contact.custom,
            }
          : {}
      }
      onFinish={onSave}
    >
      <Form.Item
        name="name"
        label={t('contactName')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={60} autoFocus />
      </Form.Item>
      <Form.Item name="title" label={t('contactTitle')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="phone" label={t('phone')} rules={[byEntry(readPhone, t('phoneBad'))]}>
        <Input
          maxLength={40}
          inputMode="tel"
          placeholder={contact?.phoneMasked ? t('contactPhoneKeep', { phone: contact.phoneMasked }) : ''}
        />
      </Form.Item>
      <Form.Item name="wechat" label={t('wechat')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="email"
        label={t('email')}
        rules={[byEntry(readEmail, t('emailBad'), contact?.email ?? null)]}
      >
        <Input maxLength={120} inputMode="email" />
      </Form.Item>
      <Form.Item name="isPrimary" valuePropName="checked">
        <Checkbox>{t('primary')}</Checkbox>
      </Form.Item>
      <Form.Item name="noMail" valuePropName="checked">
        <Checkbox>{t('noMail')}</Checkbox>
      </Form.Item>
      <CustomInputs record="contact" />
      <ErrorNote error={error} />
    </Form>
  )
}
