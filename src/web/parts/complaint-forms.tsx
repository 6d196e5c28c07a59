import { App, Form, Input, Select } from 'antd'
import type { listComplaints } from '../../api/complaints.ts'
import { changeComplaint, contestComplaint, openComplaint, resolveComplaint } from '../../api/complaints.ts'
import { listOrders } from '../../api/orders.ts'
import { listInstalments } from '../../api/receivables.ts'
import { COMPLAINT_CAUSES, COMPLAINT_KINDS, type ComplaintCause } from '../../core/complaint/complaint.ts'
import { isUndated } from '../../core/receivable/retention.ts'
import { complaintsText } from '../../text/web/complaints.ts'
import { type BodyOf, type ReplyOf, useLater, useSend } from '../api.ts'
import { useMay } from '../session.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { MoneyInput } from './money-input.tsx'
import { CustomerPick, PersonPick } from './pickers.tsx'

export type Complaint = ReplyOf<typeof listComplaints>['items'][number]

type Told = Omit<BodyOf<typeof openComplaint>, 'dueOn'> & { dueOn?: string | null }
const ORDERS = 50

type RegisterProps = { customerId?: string; orderId?: string | undefined; onClose: () => void }

/** What a customer complains about, in their words (C054); without a customer it asks whose. */
export function RegisterComplaint({ customerId, orderId, onClose }: RegisterProps) {
  const t = useText(complaintsText)
  const may = useMay()
  const { message } = App.useApp()
  const [form] = Form.useForm<Told>()
  const chosen = Form.useWatch('customerId', form)
  const of = customerId ?? chosen
  const { data } = useLater(listOrders, {
    query: { customerId: of, view: 'all', size: ORDERS },
    enabled: may('order.read') && !!of,
  })
  const send = useSend(openComplaint, {
    onDone: () => {
      void message.success(t('saved'))
      onClose()
    },
  })
  const must = [{ required: true, whitespace: true, message: t('required') }]
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={t('register')}
      formId="register-complaint"
      busy={send.isPending}
    >
      <Form<Told>
        id="register-complaint"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'quality', severity: 2, customerId, orderId }}
        onFinish={({ dueOn, ...told }) =>
          send.mutate({ body: { ...told, customerId: of ?? '', ...(dueOn ? { dueOn } : {}) } })
        }
      >
        {!customerId && (
          <Form.Item name="customerId" label={t('customer')} rules={must}>
            <CustomerPick onChange={() => form.setFieldValue('orderId', undefined)} />
          </Form.Item>
        )}
        <Form.Item name="title" label={t('what')} rules={must}>
          <Input maxLength={200} placeholder={t('whatHint')} />
        </Form.Item>
        <div className="biz-pair">
          <Form.Item name="kind" label={t('kind')}>
            <Select options={COMPLAINT_KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))} />
          </Form.Item>
          <Form.Item name="severity" label={t('severity')}>
            <Select options={([1, 2, 3] as const).map((n) => ({ value: n, label: t(`severity_${n}`) }))} />
          </Form.Item>
        </div>
        <Form.Item name="orderId" label={t('order')}>
          <Select
            allowClear
            options={(data?.items ?? []).map((order) => ({
              value: order.id,
              label: [order.number, order.title].filter(Boolean).join(' '),
            }))}
            showSearch={{ optionFilterProp: 'label' }}
          />
        </Form.Item>
        <Form.Item name="detail" label={t('detail')}>
          <Input.TextArea maxLength={2_000} autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Form.Item
          name="responsibleId"
          label={t('responsible')}
          extra={`${t('responsibleHint')} ${t('seesHint')}`}
        >
          <PersonPick />
        </Form.Item>
        <Form.Item name="dueOn" label={t('dueOn')} extra={t('dueHint')}>
          <DayInput />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

type Ended = { cause: ComplaintCause; resolution: string }

export function ResolveComplaint({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText(complaintsText)
  const { message } = App.useApp()
  const send = useSend(resolveComplaint, {
    onDone: () => {
      void message.success(t('done'))
      onClose()
    },
  })
  const must = [{ required: true, whitespace: true, message: t('required') }]
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={t('resolveTitle')}
      formId="resolve-complaint"
      okText={t('resolve')}
      busy={send.isPending}
    >
      <Form<Ended>
        id="resolve-complaint"
        layout="vertical"
        requiredMark={false}
        onFinish={(body) => send.mutate({ params: { id }, body })}
      >
        <Form.Item name="cause" label={t('cause')} rules={[{ required: true, message: t('required') }]}>
          <Select options={COMPLAINT_CAUSES.map((cause) => ({ value: cause, label: t(`cause_${cause}`) }))} />
        </Form.Item>
        <Form.Item name="resolution" label={t('resolution')} rules={must}>
          <Input.TextArea maxLength={1_000} autoSize={{ minRows: 3 }} placeholder={t('resolutionHint')} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

type Changed = { severity: 1 | 2 | 3; responsibleId: string | null; dueOn: string | null }

/** Another weight, day or person; what held until today stays known of the days before. */
export function ChangeComplaint({ row, onClose }: { row: Complaint; onClose: () => void }) {
  const t = useText(complaintsText)
  const { message } = App.useApp()
  const send = useSend(changeComplaint, {
    onDone: () => {
      void message.success(t('changed'))
      onClose()
    },
  })
  const save = ({ severity, responsibleId, dueOn }: Changed) =>
    send.mutate({
      params: { id: row.id },
      body: { severity, ...(responsibleId ? { responsibleId } : {}), ...(dueOn ? { dueOn } : {}) },
      ifMatch: row.version,
    })
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={t('changeTitle')}
      formId="change-complaint"
      busy={send.isPending}
    >
      <p>{row.title}</p>
      <Form<Changed>
        id="change-complaint"
        layout="vertical"
        requiredMark={false}
        initialValues={{ severity: row.severity, responsibleId: row.responsible?.id, dueOn: row.dueOn }}
        onFinish={save}
      >
        <Form.Item name="severity" label={t('severity')}>
          <Select options={([1, 2, 3] as const).map((n) => ({ value: n, label: t(`severity_${n}`) }))} />
        </Form.Item>
        <Form.Item name="responsibleId" label={t('responsible')} extra={t('seesHint')}>
          <PersonPick clearable={false} />
        </Form.Item>
        <Form.Item name="dueOn" label={t('dueOn')}>
          <DayInput from={row.openedOn} clearable={false} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

type Contested = { instalmentId: string; amountFen: number }
const INSTALMENTS = 50

/** What is held back because of it: a dispute like any other, of one instalment (C104). */
export function ContestComplaint(props: { id: string; customerId: string; onClose: () => void }) {
  const t = useText(complaintsText)
  const { message } = App.useApp()
  const { data } = useLater(listInstalments, { query: { customerId: props.customerId, size: INSTALMENTS } })
  const send = useSend(contestComplaint, {
    onDone: () => {
      void message.success(t('contestDone'))
      props.onClose()
    },
  })
  const must = [{ required: true, message: t('required') }]
  return (
    <FormDrawer
      open
      onClose={props.onClose}
      title={t('contestTitle')}
      formId="contest-complaint"
      okText={t('contest')}
      busy={send.isPending}
    >
      <p className="bw-soft">{t('contestText')}</p>
      <Form<Contested>
        id="contest-complaint"
        layout="vertical"
        requiredMark={false}
        onFinish={(body) => send.mutate({ params: { id: props.id }, body })}
      >
        <Form.Item name="instalmentId" label={t('instalment')} rules={must}>
          <Select
            options={(data?.items ?? []).map((row) => ({
              value: row.id,
              label: `${row.invoiceNumber} ${isUndated(row.dueOn) ? t('awaitsAcceptance') : row.dueOn} ${moneyText(row.openFen)}`,
            }))}
          />
        </Form.Item>
        <Form.Item name="amountFen" label={t('amount')} rules={must}>
          <MoneyInput />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
