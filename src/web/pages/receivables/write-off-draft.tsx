import { App, Checkbox, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { listInstalments } from '../../../api/receivables.ts'
import { draftWriteOff } from '../../../api/write-offs.ts'
import { GROUNDS, type Ground } from '../../../core/receivable/write-off.ts'
import { lossesText } from '../../../text/web/losses.ts'
import { useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { CustomerPick } from '../../parts/pickers.tsx'
import { Day } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'

type Props = { open: boolean; onClose: (made?: string) => void }
type Fields = { customerId: string; ground: Ground; reason: string }

/** A write-off is prepared here; its evidence is put to it before it is sent for decision. */
export function WriteOffDraft({ open, onClose }: Props) {
  const t = useText(lossesText)
  return (
    <FormDrawer
      open={open}
      width={640}
      onClose={() => onClose()}
      title={t('prepare')}
      formId="draft-write-off"
      okText={t('save')}
    >
      {open && <DraftForm onClose={onClose} />}
    </FormDrawer>
  )
}

function DraftForm({ onClose }: { onClose: Props['onClose'] }) {
  const t = useText(lossesText)
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const customerId = Form.useWatch('customerId', form)
  const [chosen, setChosen] = useState<ReadonlyMap<string, number>>(new Map())
  const send = useSend(draftWriteOff, {
    onDone: ({ id }) => {
      void message.success(t('saved'))
      onClose(id)
    },
  })
  const required = [{ required: true, message: t('required') }]
  const lines = [...chosen].map(([instalmentId, amountFen]) => ({ instalmentId, amountFen }))
  return (
    <Form<Fields>
      form={form}
      id="draft-write-off"
      layout="vertical"
      requiredMark={false}
      initialValues={{ ground: 'insolvent' }}
      onValuesChange={(changed) => 'customerId' in changed && setChosen(new Map())}
      onFinish={(fields) => send.mutate({ body: { ...fields, lines } })}
    >
      <Form.Item name="customerId" label={t('pickCustomer')} rules={required}>
        <CustomerPick />
      </Form.Item>
      {customerId && (
        <Form.Item
          label={t('pickLines')}
          name="lines"
          rules={[{ validator: async () => (lines.length > 0 ? undefined : Promise.reject(t('required'))) }]}
        >
          <OpenItems key={customerId} customerId={customerId} chosen={chosen} onChoose={setChosen} />
        </Form.Item>
      )}
      <Form.Item name="ground" label={t('ground')}>
        <Select options={GROUNDS.map((ground) => ({ value: ground, label: t(`ground_${ground}`) }))} />
      </Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={required}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 3 }} placeholder={t('reasonHint')} />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}

type Chosen = ReadonlyMap<string, number>
type ItemsProps = { customerId: string; chosen: Chosen; onChoose: (chosen: Chosen) => void }

/** What is open of one customer; a chosen one stands with all of it until another amount is typed. */
function OpenItems({ customerId, chosen, onChoose }: ItemsProps) {
  const t = useText(lossesText)
  const { data } = useLater(listInstalments, { query: { customerId, sort: 'due', size: 100 } })
  if (!data) return null
  if (data.items.length === 0) return <span className="bw-muted">{t('nothingOpen')}</span>
  const put = (id: string, fen: number | null) => {
    const next = new Map(chosen)
    if (fen === null) next.delete(id)
    else next.set(id, fen)
    onChoose(next)
  }
  const sum = data.items.reduce((total, { id }) => total + (chosen.get(id) ?? 0), 0)
  return (
    <>
      <ul className="biz-choose">
        {data.items.map((item) => (
          <li key={item.id}>
            <Checkbox
              checked={chosen.has(item.id)}
              onChange={({ target }) => put(item.id, target.checked ? item.openFen : null)}
            >
              {item.invoiceNumber} {item.label}{' '}
              <span className="bw-muted">
                <Day day={item.dueOn} />
              </span>{' '}
              <Money fen={item.openFen} />
            </Checkbox>
            {chosen.has(item.id) && (
              <MoneyInput
                size="small"
                label={`${t('writeOffAmount')} ${item.invoiceNumber}`}
                value={chosen.get(item.id) ?? null}
                onChange={(fen) => put(item.id, fen ?? 0)}
              />
            )}
          </li>
        ))}
      </ul>
      <strong>{t('total', { amount: moneyText(sum) })}</strong>
    </>
  )
}
