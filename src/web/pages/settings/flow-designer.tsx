import { App, Button, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { listFlows, saveFlow } from '../../../api/approval-flows.ts'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { type CallError, useSend, versionToSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { PersonPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { type Fault, FaultList } from './fault-list.tsx'
import { type FlowCard, type Node, newFork, newStep, put, type Spec } from './flow-draft.ts'
import { ForkFields } from './flow-fork.tsx'
import { PartFrame } from './flow-frame.tsx'
import { RulePick, StepFields } from './flow-step-fields.tsx'
import { FlowTrial } from './flow-trial.tsx'

/** A flow drawn without code: steps, forks, conditions; saved whole as the next version (C182). */
export function FlowDesigner({ card, onClose }: { card: FlowCard; onClose: () => void }) {
  const t = useText(flowsText)
  const { message } = App.useApp()
  const [spec, setSpec] = useState<Spec>(card.spec)
  const [kept, setKept] = useState<Kept>({ ownerId: card.owner?.id ?? null, reviewOn: card.reviewOn })
  const { nodes } = spec
  // Faults are told of the drawing that was sent, whatever is moved since.
  const [sent, setSent] = useState(nodes)
  // The version it was drawn from, however often the list is read again meanwhile: what a colleague saved is
  // replaced only by somebody who was told of it.
  const [from, setFrom] = useState(card.version)
  const setNodes = (next: Node[]) => setSpec({ ...spec, nodes: next })
  const send = useSend(saveFlow, {
    refresh: [listFlows],
    onDone: () => {
      void message.success(t('saved'))
      onClose()
    },
  })
  return (
    <div className="bw-stack">
      {nodes.map((node, index) => (
        <Part
          key={node.key}
          kind={card.kind}
          nodes={nodes}
          index={index}
          onMove={setNodes}
          onChange={(next) => setNodes(put(nodes, index, next))}
        />
      ))}
      <div className="bw-row bw-wrap">
        <Button onClick={() => setNodes([...nodes, { kind: 'step', ...newStep(nodes) }])}>
          {t('addStep')}
        </Button>
        <Button onClick={() => setNodes([...nodes, newFork(nodes)])}>{t('addFork')}</Button>
      </div>
      <WholeFields spec={spec} onChange={setSpec} />
      <ReviewFields kept={kept} owner={card.owner} onChange={setKept} />
      <FlowTrial kind={card.kind} spec={spec} />
      <Faults error={send.error} nodes={sent} />
      <div className="bw-row bw-wrap">
        <Button
          type="primary"
          loading={send.isPending}
          onClick={() => {
            setSent(nodes)
            const version = versionToSend(send.error, from, card.version)
            setFrom(version)
            send.mutate({
              params: { kind: card.kind },
              body: {
                ...{ version, name: card.name, spec },
                ...kept,
              },
            })
          }}
        >
          {t('save')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </div>
  )
}

type Kept = { ownerId: string | null; reviewOn: string | null }

/** Who answers for the flow, and when it is looked at again: that person gets a task on the day (C184). */
function ReviewFields(props: { kept: Kept; owner: FlowCard['owner']; onChange: (next: Kept) => void }) {
  const t = useText(flowsText)
  const { kept, onChange } = props
  return (
    <div className="biz-step-fields">
      <Field label={t('owner')} hint={t('ownerHint')} optional>
        <PersonPick
          value={kept.ownerId}
          onChange={(ownerId: string | null | undefined) => onChange({ ...kept, ownerId: ownerId ?? null })}
        />
      </Field>
      <Field label={t('reviewOn')} optional>
        <DayInput
          value={kept.reviewOn}
          onChange={(reviewOn: string | null | undefined) =>
            onChange({ ...kept, reviewOn: reviewOn ?? null })
          }
        />
      </Field>
    </div>
  )
}

type PartProps = {
  kind: string
  nodes: readonly Node[]
  index: number
  onMove: (next: Node[]) => void
  onChange: (next: Node) => void
}

function Part({ kind, nodes, index, onMove, onChange }: PartProps) {
  const node = nodes[index]!
  const title = node.kind === 'step' ? node.name : { zh: flowsText.zh.fork, en: flowsText.en.fork }
  return (
    <PartFrame title={title} place={{ list: nodes, index }} onMove={onMove}>
      {node.kind === 'step' ? (
        <StepFields kind={kind} step={node} onChange={(next) => onChange({ ...next, kind: 'step' })} />
      ) : (
        <ForkFields kind={kind} fork={node} nodes={nodes} onChange={onChange} />
      )}
    </PartFrame>
  )
}

/** What holds for the flow as a whole. */
function WholeFields({ spec, onChange }: { spec: Spec; onChange: (next: Spec) => void }) {
  const t = useText(flowsText)
  return (
    <div className="biz-step-fields">
      <Field label={t('expires')} hint={t('expiresHint')}>
        <InputNumber
          className="biz-wide"
          min={1}
          max={250}
          precision={0}
          value={spec.expiresAfterWorkdays}
          onChange={(days) => days !== null && onChange({ ...spec, expiresAfterWorkdays: days })}
        />
      </Field>
      <Field label={t('repeats')}>
        <Select
          value={spec.repeats}
          options={(['once', 'each'] as const).map((value) => ({ value, label: t(`repeats_${value}`) }))}
          onChange={(repeats) => onChange({ ...spec, repeats })}
        />
      </Field>
      <Field label={t('sums')} hint={t('sumsHint')}>
        <Switch
          checked={spec.sums === true}
          onChange={(sums) => onChange({ ...spec, sums })}
          aria-label={t('sums')}
        />
      </Field>
      <Field label={t('copiesOfAll')} optional>
        <RulePick value={spec.copies} onChange={(copies) => onChange({ ...spec, copies })} />
      </Field>
    </div>
  )
}

/** What is wrong, part by part; any other refusal in its own sentence. */
function Faults({ error, nodes }: { error: CallError | null; nodes: readonly Node[] }) {
  const t = useText(flowsText)
  const faults = error?.code === 'flow_invalid' ? ((error.detail.problems ?? []) as Fault[]) : []
  if (faults.length === 0) return <ErrorNote error={error} />
  return <FaultList type="error" title={t('faults')} faults={faults} nodes={nodes} />
}
