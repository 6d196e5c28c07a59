import { App } from 'antd'
import { useState } from 'react'
import {
  approveContract,
  askContractApproval,
  type getContract,
  recordContractStep,
} from '../../../api/contracts.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { orderPricesText } from '../../../text/web/order-prices.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { useToday } from '../../ui/today.tsx'

const CreateOrderDrawer = laterOpened(
  async () => (await import('../../parts/create-order.tsx')).CreateOrderDrawer,
)
const EditContractDrawer = laterOpened(async () => (await import('./edit-contract.tsx')).EditContractDrawer)

export type Contract = ReplyOf<typeof getContract>
type Action = 'ask' | 'approve' | 'unapprove' | 'sign' | 'accept' | 'unaccept' | 'end'

const WORDS = {
  ask: 'doAsk',
  approve: 'doApprove',
  unapprove: 'doUnapprove',
  sign: 'doSign',
  accept: 'doAccept',
  unaccept: 'doUnaccept',
  end: 'doEnd',
} as const

const TEXT = {
  approve: 'approveText',
  ask: 'askText',
  accept: 'acceptText',
  unaccept: 'unacceptText',
} as const

/**
 * What can be done with a contract now; what is out of the question is left out, what is refused says why.
 */
export function ContractActions({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  const may = useMay()
  const [action, setAction] = useState<Action | null>(null)
  const [editing, setEditing] = useState(false)
  const [ordering, setOrdering] = useState(false)
  const prices = useText(orderPricesText)
  const { can } = contract
  const isOpen = contract.status === 'open'
  const keeps = (contract.content.nodes ?? []).some(({ retention }) => retention?.months != null)
  const isSettled = can.ask === 'already_approved'
  const offered: Action[] = [
    ...(may('contract.write') && isOpen && !isSettled && contract.approval?.state !== 'running'
      ? (['ask'] as const)
      : []),
    ...(may('contract.approve') && isOpen && !isSettled ? (['approve'] as const) : []),
    ...(may('contract.approve') && isOpen && isSettled && contract.signedOn === null
      ? (['unapprove'] as const)
      : []),
    ...(may('contract.write') && isOpen && contract.signedOn === null ? (['sign'] as const) : []),
    ...(may('contract.write') && keeps
      ? ([contract.acceptedOn === null ? 'accept' : 'unaccept'] as const)
      : []),
    ...(may('contract.write') && isOpen ? (['end'] as const) : []),
  ]
  return (
    <div className="bw-row bw-wrap biz-acts">
      {may('contract.write') && isOpen && (
        <CanButton can={can.edit} onClick={() => setEditing(true)}>
          {t(contract.approvedAt === null ? 'doEdit' : 'doChange')}
        </CanButton>
      )}
      {offered.map((one) => (
        <CanButton
          key={one}
          can={can[one]}
          type={one === offered[0] && !['end', 'unapprove', 'unaccept'].includes(one) ? 'primary' : 'default'}
          onClick={() => setAction(one)}
        >
          {t(WORDS[one])}
        </CanButton>
      ))}
      {may('order.write') && isOpen && contract.approvedAt !== null && (
        <CanButton can onClick={() => setOrdering(true)}>
          {prices('orderFromContract')}
        </CanButton>
      )}
      <CreateOrderDrawer
        open={ordering}
        customer={contract.customer}
        contractId={contract.id}
        onClose={() => setOrdering(false)}
      />
      <ActionDialog contract={contract} action={action} onClose={() => setAction(null)} />
      <EditContractDrawer open={editing} contract={contract} onClose={() => setEditing(false)} />
    </div>
  )
}

function ActionDialog(props: { contract: Contract; action: Action | null; onClose: () => void }) {
  const t = useText(contractsText)
  const today = useToday()
  const { message } = App.useApp()
  const { contract, action } = props
  const [on, setOn] = useState<string | null>(today)
  const done = {
    onDone: () => {
      void message.success(t('done'))
      props.onClose()
    },
  }
  const ask = useSend(askContractApproval, done)
  const approve = useSend(approveContract, done)
  const step = useSend(recordContractStep, done)
  const submit = (reason: string) => {
    const params = { id: contract.id }
    if (action === 'ask') ask.mutate({ params, body: { reason } })
    else if (action === 'approve') approve.mutate({ params, body: { kind: 'approved' } })
    else if (action === 'unapprove') approve.mutate({ params, body: { kind: 'unapproved', reason } })
    else if (action === 'sign') step.mutate({ params, body: { kind: 'signed', on } })
    else if (action === 'accept') step.mutate({ params, body: { kind: 'accepted', on } })
    else if (action === 'unaccept') step.mutate({ params, body: { kind: 'unaccepted', reason } })
    else step.mutate({ params, body: { kind: 'ended', reason } })
  }
  const close = () => {
    for (const send of [ask, approve, step]) send.reset()
    props.onClose()
  }
  const needsReason = action === 'end' || action === 'unapprove' || action === 'unaccept'
  const asksDay = action === 'sign' || action === 'accept'
  const text = action !== null && action in TEXT ? t(TEXT[action as keyof typeof TEXT]) : null
  return (
    <Confirm
      open={action !== null}
      title={action ? t(WORDS[action]) : ''}
      {...(text === null ? {} : { text })}
      okText={action ? t(WORDS[action]) : ''}
      danger={action === 'end'}
      {...(needsReason ? { reason: 'required' as const } : {})}
      {...(action === 'ask' ? { reason: 'optional' as const } : {})}
      busy={ask.isPending || approve.isPending || step.isPending}
      error={ask.error ?? approve.error ?? step.error}
      okDisabled={asksDay && on === null}
      onCancel={close}
      onOk={submit}
    >
      {asksDay && (
        <Field label={t(action === 'sign' ? 'signedDate' : 'acceptedDate')}>
          <DayInput value={on} onChange={setOn} to={today} />
        </Field>
      )}
    </Confirm>
  )
}
