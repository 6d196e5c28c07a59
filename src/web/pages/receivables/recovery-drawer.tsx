import { App, Form, Input } from 'antd'
import { recordRecovery } from '../../../api/write-offs.ts'
import { lossesText } from '../../../text/web/losses.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { useToday } from '../../ui/today.tsx'
import type { WriteOff } from './write-off-state.tsx'

type Props = { row: WriteOff | null; onClose: () => void }

/** Money that came for a claim that is off the books. */
export function RecoveryDrawer({ row, onClose }: Props) {
  const t = useText(lossesText)
  return (
    <FormDrawer
      open={row !== null}
      onClose={onClose}
      title={t('recover')}
      formId="record-recovery"
      okText={t('recover')}
    >
      {row && <RecoveryForm row={row} onClose={onClose} />}
    </FormDrawer>
  )
}

function RecoveryForm({ row, onClose }: { row: WriteOff; onClose: () => void }) {
  const t = useText(lossesText)
  const today = useToday()
  const { message } = App.useApp()
  const send = useSend(recordRecovery, {
    onDone: () => {
      void message.success(t('recoverSaved'))
      onClose()
    },
  })
  const required = [{ required: true, message: t('required') }]
  return (
    <Form<{ receivedOn: string; amountFen: number; reference?: string }>
      id="record-recovery"
      layout="vertical"
      requiredMark={false}
      initialValues={{ receivedOn: today }}
      onFinish={(body) => send.mutate({ params: { id: row.id }, body })}
    >
      <p className="bw-soft">
        {row.ground === 'settled' ? t('recoverSettled') : t('recoverText', { left: moneyText(row.leftFen) })}
      </p>
      <Form.Item name="receivedOn" label={t('receivedOn')} rules={required}>
        <DayInput from={row.on ?? today} to={today} clearable={false} />
      </Form.Item>
      <Form.Item name="amountFen" label={t('amount')} rules={required}>
        <MoneyInput />
      </Form.Item>
      <Form.Item name="reference" label={t('reference')}>
        <Input maxLength={200} />
      </Form.Item>
      <ErrorNote error={send.error} />
    </Form>
  )
}
