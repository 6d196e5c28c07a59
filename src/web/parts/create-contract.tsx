import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Form, Input } from 'antd'
import { createContract } from '../../api/contracts.ts'
import { contractsText } from '../../text/web/contracts.ts'
import { useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { useToday } from '../ui/today.tsx'
import { useGo } from '../ui/url.tsx'
import { DayInput } from './day-input.tsx'
import { FormDrawer } from './form-drawer.tsx'
import { MoneyInput } from './money-input.tsx'
import { CustomerPick, PersonPick } from './pickers.tsx'
import './parts.css'

type Fields = {
  number: string
  customerId: string
  title?: string
  amountFen: number
  signedOn?: string | null
  effectiveOn?: string | null
  endsOn?: string | null
  responsibleId?: string | null
  nodes?: { label?: string; dueOn: string; amountFen: number }[]
}

type Props = { open: boolean; onClose: () => void; customer?: { id: string; name: string } | undefined }

export function CreateContractDrawer({ open, onClose, customer }: Props) {
  const t = useText(contractsText)
  const go = useGo()
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(createContract, {
    onDone: ({ id }) => {
      void message.success(t('created'))
      onClose()
      go(paths.contract(id))
    },
  })
  const must = [{ required: true, message: t('required') }]
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('create')}
      formId="contract-form"
      busy={send.isPending}
    >
      <Form<Fields>
        id="contract-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ customerId: customer?.id, signedOn: today }}
        onFinish={({ nodes, ...fields }) =>
          send.mutate({ body: { ...fields, number: fields.number.trim(), nodes: nodes ?? [] } })
        }
      >
        <Form.Item name="number" label={t('number')} rules={must}>
          <Input maxLength={60} autoFocus />
        </Form.Item>
        <Form.Item name="customerId" label={t('customer')} rules={must}>
          <CustomerPick known={customer} />
        </Form.Item>
        <Form.Item name="title" label={t('content')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="amountFen" label={t('amount')} rules={must}>
          <MoneyInput />
        </Form.Item>
        <Form.Item name="signedOn" label={t('signedOn')}>
          <DayInput to={today} />
        </Form.Item>
        <Form.Item name="effectiveOn" label={t('effectiveOn')}>
          <DayInput />
        </Form.Item>
        <Form.Item name="endsOn" label={t('endsOn')}>
          <DayInput />
        </Form.Item>
        <Form.Item name="responsibleId" label={t('responsible')}>
          <PersonPick />
        </Form.Item>
        <h3 className="biz-form-part">{t('nodes')}</h3>
        <p className="bw-muted biz-hint">{t('nodesHint')}</p>
        <NodeFields />
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

function NodeFields() {
  const t = useText(contractsText)
  const must = [{ required: true, message: t('required') }]
  return (
    <Form.List name="nodes">
      {(fields, { add, remove }) => (
        <div className="biz-plan">
          {fields.map((field, index) => (
            <div key={field.key} className="biz-plan-line biz-node-line">
              <Form.Item name={[field.name, 'label']} noStyle>
                <Input
                  maxLength={60}
                  placeholder={t('nodeLabel')}
                  aria-label={`${t('node', { n: index + 1 })} ${t('nodeLabel')}`}
                />
              </Form.Item>
              <Form.Item name={[field.name, 'dueOn']} noStyle rules={must}>
                <DayInput clearable={false} label={t('dueOn')} />
              </Form.Item>
              <Form.Item name={[field.name, 'amountFen']} noStyle rules={must}>
                <MoneyInput label={t('amount')} />
              </Form.Item>
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('removeNode')}
                onClick={() => remove(field.name)}
              />
            </div>
          ))}
          <Button icon={<PlusOutlined />} disabled={fields.length >= 60} onClick={() => add({})}>
            {t('addNode')}
          </Button>
        </div>
      )}
    </Form.List>
  )
}
