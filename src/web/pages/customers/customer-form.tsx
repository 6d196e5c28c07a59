import { Alert, App, Button, Form, Input, InputNumber, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import { createCustomer, getCustomer, updateCustomer } from '../../../api/customers.ts'
import { readPhone, readUscc } from '../../../core/customer/entry.ts'
import { customersText } from '../../../text/web/customers.ts'
import { call, type ReplyOf, useSend } from '../../api.ts'
import { type CustomFormValues, CustomInputs, customBody } from '../../parts/custom-inputs.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { PersonPick } from '../../parts/pickers.tsx'
import { useSettled } from '../../parts/settled.ts'
import { WhatIfNote } from '../../parts/what-if-note.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { useGo } from '../../ui/url.tsx'
import { AlikeNote } from './alike-note.tsx'
import { byEntry } from './entry-rule.ts'

type Customer = ReplyOf<typeof getCustomer>
type Fields = {
  name: string
  shortName?: string | null
  externalCode?: string | null
  uscc?: string | null
  city?: string | null
  phone?: string | null
  keyLevel: 'key' | 'normal'
  termDays?: number | null
  limitFen?: number | null
  creditReason?: string
  responsibleId?: string | null
  remark?: string
  custom?: CustomFormValues
}

export function CreateCustomerDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(customersText)
  const go = useGo()
  const may = useMay()
  const { message } = App.useApp()
  const send = useSend(createCustomer, {
    onDone: (reply) => {
      void message.success(t(reply.approvalId ? 'creditAsked' : 'created'))
      onClose()
      go(paths.customer(reply.id))
    },
  })
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('createTitle')}
      formId="customer-form"
      busy={send.isPending}
    >
      <Form<Fields>
        id="customer-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ keyLevel: 'normal' }}
        onFinish={(fields) => send.mutate({ body: { ...bodyOf(fields), ...customBody(fields.custom) } })}
      >
        <CustomerFields phoneHint={null} usccBefore={null}>
          <AlikeNote />
        </CustomerFields>
        {may('customer.assign') && (
          <Form.Item name="responsibleId" label={t('responsible')}>
            <PersonPick />
          </Form.Item>
        )}
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

type EditProps = { open: boolean; customer: Customer; onClose: () => void }

export function EditCustomerDrawer({ open, customer, onClose }: EditProps) {
  const t = useText(customersText)
  return (
    <FormDrawer open={open} onClose={onClose} title={t('editTitle')} formId="customer-form">
      <EditForm customer={customer} onClose={onClose} />
    </FormDrawer>
  )
}

/**
 * The drawer keeps the version it opened with. When somebody was faster (412) nothing typed is lost: the page
 * shows what changed meanwhile and asks which of the two is to stand.
 */
function EditForm({ customer, onClose }: Omit<EditProps, 'open'>) {
  const t = useText(customersText)
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const [base, setBase] = useState(customer)
  const [newest, setNewest] = useState<Customer | null>(null)
  const send = useSend(updateCustomer, {
    onDone: (reply) => {
      void message.success(t(reply.approvalId ? 'creditAsked' : 'saved'))
      onClose()
    },
  })
  const save = (fields: Fields, version: number) => {
    const { responsibleId: _, ...body } = bodyOf(fields)
    send.mutate(
      {
        params: { id: base.id },
        body: { ...body, ...customBody(fields.custom, base.custom) },
        ifMatch: version,
      },
      {
        onError: (error) => {
          if (error.status === 412) {
            void call(getCustomer, { params: { id: base.id } }).then(setNewest)
          }
        },
      },
    )
  }
  return (
    <Form<Fields>
      id="customer-form"
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={fieldsOf(base)}
      onFinish={(fields) => save(fields, newest?.version ?? base.version)}
    >
      {base.credit.pending && <Alert type="info" showIcon title={t('creditPending')} className="biz-gap" />}
      {newest && (
        <Conflict
          before={base}
          now={newest}
          busy={send.isPending}
          onKeep={() => save({ ...fieldsOf(base), ...form.getFieldsValue() }, newest.version)}
          onDrop={() => {
            form.setFieldsValue(fieldsOf(newest))
            setBase(newest)
            setNewest(null)
            send.reset()
          }}
        />
      )}
      <CustomerFields phoneHint={base.phoneMasked} usccBefore={base.uscc} />
      <LimitWhatIf customer={base} />
      <ErrorNote error={send.error?.status === 412 ? null : send.error} />
    </Form>
  )
}

/** What another limit or term would have done to their own orders of the last year (I11). */
function LimitWhatIf({ customer }: { customer: Customer }) {
  const limitFen = Form.useWatch<number | null | undefined>('limitFen') ?? null
  const termDays = Form.useWatch<number | null | undefined>('termDays') ?? null
  const typed = JSON.stringify({
    ...(limitFen === null || limitFen === customer.limitFen ? {} : { limitFen }),
    ...(termDays === null || termDays === customer.termDays ? {} : { termDays }),
  })
  const asked = useSettled(typed, 400)
  if (typed === '{}' || asked === '{}') return null
  return <WhatIfNote customerId={customer.id} {...(JSON.parse(asked) as object)} />
}

function Conflict(props: {
  before: Customer
  now: Customer
  busy: boolean
  onKeep: () => void
  onDrop: () => void
}) {
  const t = useText(customersText)
  const changes = changesBetween(props.before, props.now)
  return (
    <Alert
      type="warning"
      showIcon
      className="biz-conflict"
      title={t('conflictTitle')}
      description={
        <div className="bw-stack">
          {changes.length === 0 ? <span>{t('conflictNone')}</span> : <span>{t('conflictText')}</span>}
          {changes.length > 0 && (
            <ul>
              {changes.map((change) => (
                <li key={change.key}>
                  <strong>{t(change.key)}</strong>{' '}
                  {t('conflictNow', { now: change.now || t('blank'), before: change.before || t('blank') })}
                </li>
              ))}
            </ul>
          )}
          <div className="bw-row bw-wrap">
            <Button size="small" type="primary" loading={props.busy} onClick={props.onKeep}>
              {t('conflictKeep')}
            </Button>
            <Button size="small" onClick={props.onDrop}>
              {t('conflictDrop')}
            </Button>
          </div>
        </div>
      }
    />
  )
}

type FieldsProps = { phoneHint: string | null; usccBefore: string | null; children?: ReactNode }

function CustomerFields({ phoneHint, usccBefore, children }: FieldsProps) {
  const t = useText(customersText)
  return (
    <>
      <Form.Item
        name="name"
        label={t('name')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={200} autoFocus />
      </Form.Item>
      {children}
      <Form.Item name="keyLevel" label={t('keyLevel')}>
        <Segmented
          options={[
            { value: 'normal', label: t('normal') },
            { value: 'key', label: t('key') },
          ]}
        />
      </Form.Item>
      <div className="biz-form-pair">
        <Form.Item name="shortName" label={t('shortName')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="externalCode" label={t('externalCode')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="city" label={t('city')}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="phone" label={t('phone')} rules={[byEntry(readPhone, t('phoneBad'))]}>
          <Input
            maxLength={40}
            inputMode="tel"
            placeholder={phoneHint ? t('phoneKeep', { phone: phoneHint }) : ''}
          />
        </Form.Item>
        <Form.Item name="termDays" label={t('termDays')}>
          <InputNumber min={0} max={3650} precision={0} className="biz-wide" />
        </Form.Item>
        <Form.Item name="limitFen" label={t('limit')}>
          <MoneyInput />
        </Form.Item>
      </div>
      <Form.Item name="creditReason" label={t('creditReason')} extra={t('creditReasonHint')}>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={500} />
      </Form.Item>
      <Form.Item name="uscc" label={t('uscc')} rules={[byEntry(readUscc, t('usccBad'), usccBefore)]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="remark" label={t('remark')}>
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
      <CustomInputs record="customer" />
    </>
  )
}

function fieldsOf(customer: Customer): Fields {
  const { name, shortName, externalCode, uscc, city, keyLevel, termDays, limitFen, remark, custom } = customer
  return { name, shortName, externalCode, uscc, city, keyLevel, termDays, limitFen, remark, custom }
}

function bodyOf(fields: Fields) {
  return {
    name: fields.name.trim(),
    shortName: fields.shortName?.trim() || null,
    externalCode: fields.externalCode?.trim() || null,
    uscc: fields.uscc?.trim() || null,
    city: fields.city?.trim() || null,
    keyLevel: fields.keyLevel,
    termDays: fields.termDays ?? null,
    limitFen: fields.limitFen ?? null,
    ...(fields.creditReason?.trim() ? { creditReason: fields.creditReason.trim() } : {}),
    remark: fields.remark ?? '',
    // The page never had the full number, so an empty field means "as it is", not "none".
    ...(fields.phone?.trim() ? { phone: fields.phone.trim() } : {}),
    ...(fields.responsibleId ? { responsibleId: fields.responsibleId } : {}),
  }
}

const COMPARED = [
  'name',
  'shortName',
  'externalCode',
  'uscc',
  'city',
  'keyLevel',
  'termDays',
  'remark',
] as const

function changesBetween(before: Customer, now: Customer) {
  const plain = COMPARED.map((key) => ({
    key,
    before: String(before[key] ?? ''),
    now: String(now[key] ?? ''),
  }))
  const limit = {
    key: 'limit' as const,
    before: before.limitFen === null ? '' : moneyText(before.limitFen),
    now: now.limitFen === null ? '' : moneyText(now.limitFen),
  }
  return [...plain, limit].filter((change) => change.before !== change.now)
}
