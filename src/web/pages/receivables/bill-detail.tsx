import { App } from 'antd'
import { useState } from 'react'
import { takeBackBill } from '../../../api/bills.ts'
import { BILL_STEPS, type BillStep } from '../../../core/receivable/bill.ts'
import { billsText } from '../../../text/web/bills.ts'
import { useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Facts } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'
import { BillState } from './bill-state.tsx'
import type { Bill } from './queries.ts'

const StepBill = laterOpened(async () => (await import('./step-bill.tsx')).StepBill, 'step')

type Props = { row: Bill | null; onClose: () => void }

/** One bill: what it says, what it settled, what became of it, and what may be done now. */
export function BillDetail({ row, onClose }: Props) {
  const t = useText(billsText)
  return (
    <FormDrawer
      open={row !== null}
      width={560}
      title={row && (row.number || t(`kind_${row.kind}`))}
      onClose={onClose}
    >
      {row && (
        <div className="bw-stack">
          <Actions row={row} onClose={onClose} />
          <Heads row={row} />
        </div>
      )}
    </FormDrawer>
  )
}

function Heads({ row }: { row: Bill }) {
  const t = useText(billsText)
  const course = useCourse(row)
  return (
    <Facts
      items={[
        {
          label: t('customer'),
          value: <TextLink href={paths.customer(row.customer.id)}>{row.customer.name}</TextLink>,
        },
        { label: t('state'), value: <BillState row={row} /> },
        { label: t('amount'), value: <Money fen={row.amountFen} /> },
        { label: t('kind'), value: t(`kind_${row.kind}`) },
        { label: t('acceptor'), value: row.acceptor || '—' },
        { label: t('drawer'), value: row.drawer || '—' },
        { label: t('issued'), value: row.issuedOn ? <Day day={row.issuedOn} /> : '—' },
        { label: t('receivedOn'), value: <Day day={row.receivedOn} /> },
        { label: t('due'), value: <Day day={row.dueOn} /> },
        ...course,
        {
          label: t('settled'),
          value:
            row.settled.length === 0
              ? t('settledNone')
              : row.settled.map((part) => `${part.invoiceNumber} ${moneyText(part.amountFen)}`).join('; '),
        },
        ...(row.note ? [{ label: t('noteField'), value: row.note }] : []),
      ]}
    />
  )
}

/** What became of it, each step with its own day: that it ended does not hide to whom it was passed. */
function useCourse(row: Bill) {
  const t = useText(billsText)
  const { passedHow, passedOn, endedOn } = row
  return [
    ...(passedHow && passedOn
      ? [
          { label: t(`state_${passedHow}`), value: <Day day={passedOn} /> },
          ...(row.passedTo ? [{ label: t(`to_${passedHow}`), value: row.passedTo }] : []),
          ...(row.costFen > 0 ? [{ label: t('costFen'), value: <Money fen={row.costFen} /> }] : []),
        ]
      : []),
    ...(endedOn ? [{ label: t(`state_${row.state}`), value: <Day day={endedOn} /> }] : []),
  ]
}

/** In the order in which they come up: the money, the bank, a supplier, a refusal. */
const ORDER: readonly BillStep[] = ['honoured', ...BILL_STEPS.filter((step) => step !== 'honoured')]

function Actions({ row, onClose }: { row: Bill; onClose: () => void }) {
  const t = useText(billsText)
  const { message } = App.useApp()
  const [step, setStep] = useState<BillStep | null>(null)
  const [taking, setTaking] = useState(false)
  const send = useSend(takeBackBill, {
    onDone: () => {
      setTaking(false)
      void message.success(t('takenBack'))
      onClose()
    },
  })
  if (row.can.takeBack !== true) return null
  const isWhole = row.state === 'in_hand'
  const isOver = row.state === 'honoured' || row.state === 'refused'
  return (
    <div className="bw-row bw-wrap">
      {!isOver &&
        ORDER.map((one, index) => (
          <CanButton
            key={one}
            type={index === 0 ? 'primary' : 'default'}
            danger={one === 'refused'}
            can={row.can[one]}
            onClick={() => setStep(one)}
          >
            {t(`step_${one}`)}
          </CanButton>
        ))}
      <CanButton type="link" can={row.can.takeBack} onClick={() => setTaking(true)}>
        {t(isWhole ? 'takeBackBill' : 'takeBackStep')}
      </CanButton>
      <StepBill row={row} step={step} onClose={() => setStep(null)} />
      <Confirm
        open={taking}
        title={t(isWhole ? 'takeBackBill' : 'takeBackStep')}
        text={t(isWhole ? 'takeBackBillText' : 'takeBackStepText')}
        okText={t(isWhole ? 'takeBackBill' : 'takeBackStep')}
        danger
        reason="required"
        busy={send.isPending}
        error={send.error}
        onOk={(reason) => send.mutate({ params: { id: row.id }, body: { reason } })}
        onCancel={() => setTaking(false)}
      />
    </div>
  )
}
