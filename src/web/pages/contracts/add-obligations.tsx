import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Form, Input, Select } from 'antd'
import { addObligations } from '../../../api/obligations.ts'
import { OBLIGATION_KINDS, type ObligationKind } from '../../../core/contract/obligation.ts'
import { obligationsText } from '../../../text/web/obligations.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { PersonPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import type { Obligations } from './queries.ts'

type Row = {
  kind: ObligationKind
  label?: string
  dueOn: string
  amountFen?: number | null
  responsibleId?: string | null
}

/** Several at once; what the payment nodes let expect is filled in by one click and can be changed. */
export function AddObligations({
  open,
  contractId,
  currency,
  proposals,
  onClose,
}: {
  open: boolean
  contractId: string
  currency: string
  proposals: Obligations['proposals']
  onClose: () => void
}) {
  const t = useText(obligationsText)
  const { message } = App.useApp()
  const [form] = Form.useForm<{ items: Row[] }>()
  const send = useSend(addObligations, {
    onDone: () => {
      void message.success(t('noted'))
      form.resetFields()
      onClose()
    },
  })
  const save = ({ items }: { items: Row[] }) =>
    send.mutate({
      params: { id: contractId },
      body: {
        items: items.map((item) => ({
          ...{ kind: item.kind, label: item.label ?? '', dueOn: item.dueOn },
          ...{ amountFen: item.amountFen ?? null, responsibleId: item.responsibleId ?? null },
        })),
      },
    })
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('addTitle')}
      formId="obligations-form"
      okText={t('save')}
      busy={send.isPending}
    >
      <div className="bw-stack">
        <p className="bw-soft">{t('addHint')}</p>
        {proposals.length > 0 && (
          <Button
            onClick={() =>
              form.setFieldValue(
                'items',
                proposals.map((one) => ({ ...one })),
              )
            }
          >
            {t('propose', { n: proposals.length })}
          </Button>
        )}
        <ErrorNote error={send.error} />
      </div>
      <Form
        id="obligations-form"
        form={form}
        layout="vertical"
        initialValues={{ items: [{ kind: 'deliver' }] }}
        onFinish={save}
      >
        <Form.List name="items">
          {(rows, { add, remove }) => (
            <>
              {rows.map(({ key, name }) => (
                <OneRow
                  key={key}
                  name={name}
                  currency={currency}
                  onRemove={rows.length > 1 ? () => remove(name) : null}
                />
              ))}
              <Button type="dashed" block icon={<PlusOutlined />} onClick={() => add({ kind: 'deliver' })}>
                {t('addRow')}
              </Button>
            </>
          )}
        </Form.List>
      </Form>
    </FormDrawer>
  )
}

function OneRow(props: { name: number; currency: string; onRemove: (() => void) | null }) {
  const { name, currency, onRemove } = props
  const t = useText(obligationsText)
  const must = [{ required: true, message: t('required') }]
  return (
    <section className="biz-obligation">
      <div className="biz-pair">
        <Form.Item name={[name, 'kind']} label={t('kind')} rules={must}>
          <Select options={OBLIGATION_KINDS.map((kind) => ({ value: kind, label: t(kind) }))} />
        </Form.Item>
        <Form.Item name={[name, 'dueOn']} label={t('dueOn')} rules={must}>
          <DayInput />
        </Form.Item>
        <Form.Item name={[name, 'label']} label={t('label')}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name={[name, 'amountFen']} label={t('amount')}>
          <MoneyInput currency={currency} />
        </Form.Item>
      </div>
      <Form.Item name={[name, 'responsibleId']} label={t('who')} extra={t('whoHint')}>
        <PersonPick />
      </Form.Item>
      {onRemove && (
        <Button type="text" size="small" icon={<DeleteOutlined />} onClick={onRemove}>
          {t('removeRow')}
        </Button>
      )}
    </section>
  )
}
