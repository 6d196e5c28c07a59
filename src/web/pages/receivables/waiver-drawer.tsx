import { App, Form, Input } from 'antd'
import { askWaiver } from '../../../api/penalties.ts'
import { penaltiesText } from '../../../text/web/penalties.ts'
import { useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import type { PenaltyRow } from './queries.ts'

type Props = { customerId: string; row: PenaltyRow | null; onClose: () => void }

/** Gives up a part of one penalty: at once within one's authority, else somebody decides. */
export function WaiverDrawer(props: Props) {
  const t = useText(penaltiesText)
  const { row, onClose } = props
  return (
    <FormDrawer open={row !== null} onClose={onClose} title={t('askTitle')} formId="waiver-form">
      {row && <WaiverForm {...props} row={row} />}
    </FormDrawer>
  )
}

function WaiverForm({ customerId, row, onClose }: Props & { row: PenaltyRow }) {
  const t = useText(penaltiesText)
  const { message } = App.useApp()
  const send = useSend(askWaiver, {
    onDone: ({ inEffect }) => {
      void message.success(t(inEffect ? 'inEffect' : 'sent'))
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  return (
    <Form<{ amountFen: number; reason: string }>
      id="waiver-form"
      layout="vertical"
      requiredMark={false}
      initialValues={{ amountFen: row.leftFen }}
      onFinish={({ amountFen, reason }) =>
        send.mutate({ body: { customerId, reason, lines: [{ instalmentId: row.instalmentId, amountFen }] } })
      }
    >
      <p className="bw-soft">{t('askText', { number: row.invoiceNumber, fen: moneyText(row.leftFen) })}</p>
      <Form.Item name="amountFen" label={t('amount')} rules={required}>
        <MoneyInput label={t('amount')} />
      </Form.Item>
      <Form.Item name="reason" label={t('reason')} rules={required}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} placeholder={t('reasonHint')} />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}
