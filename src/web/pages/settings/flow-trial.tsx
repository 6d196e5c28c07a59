import { Button, Select } from 'antd'
import { useState } from 'react'
import { tryFlow } from '../../../api/approval-flows.ts'
import type { FlowField } from '../../../core/approval/flow.ts'
import { factsOfKind, valuesOf } from '../../../core/approval/flow-facts.ts'
import { approvalsText } from '../../../text/web/approvals.ts'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { type BodyOf, type ReplyOf, useSend } from '../../api.ts'
import { PersonPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useBoth, useCodeText, useText } from '../../ui/language.tsx'
import { type Node, partAt, type Spec } from './flow-draft.ts'
import { NumberPick, useValueWords, ValuesPick } from './flow-value.tsx'
import { useProblemWords } from './flow-words.tsx'

type Tried = ReplyOf<typeof tryFlow>
type Facts = BodyOf<typeof tryFlow>['facts']

/** Whom the drawing would ask today, before it is saved; the same engine, nothing written. */
export function FlowTrial({ kind, spec }: { kind: string; spec: Spec }) {
  const t = useText(flowsText)
  const [requesterId, setRequester] = useState<string | null>(null)
  const [facts, setFacts] = useState<Facts>({})
  const send = useSend(tryFlow)
  // The answer is about the drawing that was tried, whatever is moved since.
  const [tried, setTried] = useState(spec)
  return (
    <section className="biz-part">
      <strong>{t('tryTitle')}</strong>
      <p className="bw-soft">{t('tryUnknown')}</p>
      <div className="biz-step-fields">
        <Field label={t('tryWho')}>
          <PersonPick value={requesterId} onChange={setRequester} />
        </Field>
        {factsOfKind(kind).map((field) => (
          <Field key={field} label={t(`field_${field}`)} optional>
            <FactPick kind={kind} field={field} facts={facts} onChange={setFacts} />
          </Field>
        ))}
        <div className="biz-try">
          <Button
            disabled={requesterId === null}
            loading={send.isPending}
            onClick={() => {
              setTried(spec)
              send.mutate({
                params: { kind },
                body: { spec, requesterId: requesterId ?? '', facts },
              })
            }}
          >
            {t('try')}
          </Button>
        </div>
      </div>
      <ErrorNote error={send.error} />
      {send.data && <Answer tried={send.data} nodes={tried.nodes} />}
    </section>
  )
}

type FactProps = { kind: string; field: FlowField; facts: Facts; onChange: (next: Facts) => void }

/** One fact of the request that is tried, as the kind knows it. */
function FactPick({ kind, field, facts, onChange }: FactProps) {
  const t = useText(flowsText)
  const wordsOf = useValueWords()
  const label = t(`field_${field}`)
  if (field === 'type') {
    const value = facts.type ?? []
    return (
      <ValuesPick
        {...{ kind, field, label, value }}
        onChange={(type) => onChange({ ...facts, type: type.length > 0 ? type : null })}
      />
    )
  }
  if (field === 'grade' || field === 'level') {
    const options = (valuesOf(kind, field) ?? []).map((one) => ({ value: one, label: wordsOf(field, one) }))
    return (
      <Select
        aria-label={label}
        allowClear
        value={facts[field] ?? null}
        options={options}
        onChange={(value) => onChange({ ...facts, [field]: value })}
      />
    )
  }
  return (
    <NumberPick
      {...{ field, label }}
      value={facts[field] ?? null}
      onChange={(value) => onChange({ ...facts, [field]: value })}
    />
  )
}

function Answer({ tried, nodes }: { tried: Tried; nodes: readonly Node[] }) {
  const t = useText(flowsText)
  const both = useBoth()
  const via = useCodeText(approvalsText)
  const fault = useProblemWords()
  if (tried.problems.length > 0) {
    return (
      <ul className="bw-danger">
        {tried.problems.map((one) => (
          <li key={`${one.path} ${one.code}`}>{fault(one, partAt(nodes, one.path))}</li>
        ))}
      </ul>
    )
  }
  return (
    <ol role="status" className="biz-flow-words">
      {tried.stages.map((stage, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stage of the answer is its place
        <li key={index}>
          {stage.tracks.flatMap((track) =>
            track.steps.map((step) => (
              <div key={`${both(step.name)}-${track.name ? both(track.name) : ''}`}>
                {track.name && <span className="bw-tag">{both(track.name)}</span>}{' '}
                <strong>{both(step.name)}</strong>：
                {step.people
                  .map(
                    ({ name, via: why }) =>
                      `${name}${why === 'named' ? '' : `（${via(`via_${why}`) ?? why}）`}`,
                  )
                  .join(t('comma'))}
                {step.people.length > 1 && ` · ${t(step.mode)}`}
              </div>
            )),
          )}
        </li>
      ))}
    </ol>
  )
}
