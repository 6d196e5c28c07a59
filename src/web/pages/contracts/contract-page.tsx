import { useParams } from '@tanstack/react-router'
import { App } from 'antd'
import { useState } from 'react'
import { approveContract, getContract, recordContractStep } from '../../../api/contracts.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { ApprovalTag } from '../../parts/approval-tag.tsx'
import { DayInput } from '../../parts/day-input.tsx'
import '../../parts/parts.css'
import { TasksPanel } from '../../parts/tasks-panel.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Facts, PageHead, Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { TextLink } from '../../ui/url.tsx'

type Contract = ReplyOf<typeof getContract>
type Action = 'approve' | 'unapprove' | 'prolong' | 'end'

const WORDS = {
  approve: 'doApprove',
  unapprove: 'doUnapprove',
  prolong: 'doProlong',
  end: 'doEnd',
} as const

const STEP_WORD = {
  recorded: 'stepRecorded',
  amended: 'stepAmended',
  approved: 'stepApproved',
  unapproved: 'stepUnapproved',
  prolonged: 'stepProlonged',
  ended: 'stepEnded',
} as const

export function ContractPage() {
  const t = useText(contractsText)
  const { id } = useParams({ strict: false }) as { id: string }
  const contract = useData(getContract, { params: { id } })
  return (
    <>
      <PageHead
        back={{ href: paths.contracts(), label: t('back') }}
        title={contract.number}
        note={
          <span className="bw-row bw-wrap">
            <ApprovalTag contract={contract} />
            <TextLink href={paths.customer(contract.customer.id)}>{contract.customer.name}</TextLink>
            {contract.title}
          </span>
        }
      />
      {contract.status === 'open' && <Actions contract={contract} />}
      <div className="bw-grid-2">
        <div>
          <FactsOfContract contract={contract} />
          <NodesOfContract contract={contract} />
        </div>
        <div>
          <TasksPanel record={{ kind: 'contract', id: contract.id }} />
          <HistoryOfContract contract={contract} />
        </div>
      </div>
    </>
  )
}

function Actions({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  const may = useMay()
  const { message } = App.useApp()
  const [action, setAction] = useState<Action | null>(null)
  const [endsOn, setEndsOn] = useState<string | null>(null)
  const done = {
    onDone: () => {
      void message.success(t('done'))
      setAction(null)
    },
  }
  const approve = useSend(approveContract, done)
  const step = useSend(recordContractStep, done)
  const submit = (reason: string) => {
    const params = { id: contract.id }
    if (action === 'approve') approve.mutate({ params, body: { kind: 'approved' } })
    else if (action === 'unapprove') approve.mutate({ params, body: { kind: 'unapproved', reason } })
    else if (action === 'prolong') step.mutate({ params, body: { kind: 'prolonged', endsOn } })
    else step.mutate({ params, body: { kind: 'ended', reason } })
  }
  const mine = (['approve', 'unapprove'] as const).filter(
    (one) => may('contract.approve') && (one === 'approve') === (contract.approvedAt === null),
  )
  const offered: Action[] = [...mine, ...(may('contract.write') ? (['prolong', 'end'] as const) : [])]
  return (
    <div className="bw-row bw-wrap biz-acts">
      {offered.map((one) => (
        <CanButton
          key={one}
          can={contract.can[one]}
          type={one === 'approve' ? 'primary' : 'default'}
          onClick={() => setAction(one)}
        >
          {t(WORDS[one])}
        </CanButton>
      ))}
      <Confirm
        open={action !== null}
        title={action ? t(WORDS[action]) : ''}
        {...(action === 'approve' ? { text: t('approveText') } : {})}
        okText={action ? t(WORDS[action]) : ''}
        danger={action === 'end'}
        {...(action === 'end' || action === 'unapprove' ? { reason: 'required' as const } : {})}
        busy={approve.isPending || step.isPending}
        error={approve.error ?? step.error}
        okDisabled={action === 'prolong' && endsOn === null}
        onCancel={() => setAction(null)}
        onOk={submit}
      >
        {action === 'prolong' && (
          <Field label={t('newEnd')}>
            <DayInput value={endsOn} onChange={setEndsOn} from={contract.endsOn ?? undefined} />
          </Field>
        )}
      </Confirm>
    </div>
  )
}

function FactsOfContract({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  const items = [
    { label: t('amount'), value: <Money fen={contract.amountFen} currency={contract.currency} /> },
    { label: t('approval'), value: <ApprovalTag contract={contract} /> },
    { label: t('signedOn'), value: contract.signedOn && <Day day={contract.signedOn} /> },
    { label: t('effectiveOn'), value: contract.effectiveOn && <Day day={contract.effectiveOn} /> },
    { label: t('endsOn'), value: contract.endsOn && <Day day={contract.endsOn} near /> },
    { label: t('responsible'), value: <Person name={contract.responsible?.name} /> },
    {
      label: t('deal'),
      value: contract.deal && <TextLink href={paths.deal(contract.deal.id)}>{contract.deal.title}</TextLink>,
    },
    { label: t('remark'), value: contract.remark },
  ].filter(({ value }) => value !== null && value !== '')
  return (
    <Panel title={t('facts')}>
      <Facts items={items} />
    </Panel>
  )
}

function NodesOfContract({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  if (contract.nodes.length === 0) return null
  const columns: Column<Contract['nodes'][number]>[] = [
    { key: 'label', title: t('nodes'), card: 'title', cell: (row) => row.label || '—' },
    { key: 'due', title: t('dueOn'), cell: (row) => <Day day={row.dueOn} near /> },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      card: 'side',
      cell: (row) => <Money fen={row.amountFen} currency={contract.currency} />,
    },
  ]
  return (
    <Panel flush title={t('nodes')}>
      <DataTable columns={columns} rows={contract.nodes} rowKey={(row) => row.id} empty={null} />
    </Panel>
  )
}

function HistoryOfContract({ contract }: { contract: Contract }) {
  const t = useText(contractsText)
  return (
    <Panel title={t('history')}>
      <Timeline
        items={[...contract.steps].reverse().map((step) => ({
          key: step.id,
          at: <Day day={step.on} />,
          title: (
            <span className="bw-row bw-wrap">
              <strong>{t(STEP_WORD[step.kind])}</strong>
              {step.amountFen !== null && <Money fen={step.amountFen} currency={contract.currency} />}
            </span>
          ),
          text: [
            step.endsOn && t('until', { day: step.endsOn }),
            step.reason,
            step.actorName ?? t('bySystem'),
          ]
            .filter(Boolean)
            .join(' · '),
        }))}
      />
    </Panel>
  )
}
