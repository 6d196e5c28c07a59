import { Button } from 'antd'
import { useState } from 'react'
import { tryFlow } from '../../../api/approval-flows.ts'
import { approvalsText } from '../../../text/web/approvals.ts'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { MoneyInput } from '../../parts/money-input.tsx'
import { PersonPick } from '../../parts/pickers.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useBoth, useCodeText, useText } from '../../ui/language.tsx'
import { type Node, partAt, type Spec } from './flow-draft.ts'
import { useProblemWords } from './flow-words.tsx'

type Tried = ReplyOf<typeof tryFlow>

/** Whom the drawing would ask today, before it is saved; the same engine, nothing written. */
export function FlowTrial({ kind, spec }: { kind: string; spec: Spec }) {
  const t = useText(flowsText)
  const [requesterId, setRequester] = useState<string | null>(null)
  const [amountFen, setAmount] = useState<number | null>(null)
  const send = useSend(tryFlow)
  // The answer is about the drawing that was tried, whatever is moved since.
  const [tried, setTried] = useState(spec)
  return (
    <section className="biz-part">
      <strong>{t('tryTitle')}</strong>
      <div className="biz-step-fields">
        <Field label={t('tryWho')}>
          <PersonPick value={requesterId} onChange={setRequester} />
        </Field>
        <Field label={t('field_amountFen')} optional>
          <MoneyInput value={amountFen} onChange={setAmount} />
        </Field>
        <div className="biz-try">
          <Button
            disabled={requesterId === null}
            loading={send.isPending}
            onClick={() => {
              setTried(spec)
              send.mutate({
                params: { kind },
                body: { spec, requesterId: requesterId ?? '', facts: { amountFen } },
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

function Answer({ tried, nodes }: { tried: Tried; nodes: readonly Node[] }) {
  const t = useText(flowsText)
  const both = useBoth()
  const via = useCodeText(approvalsText)
  const fault = useProblemWords()
  if (tried.problems.length > 0) {
    return (
      <ul className="bw-danger">
        {tried.problems.map(({ path, code }) => (
          <li key={`${path} ${code}`}>{fault(code, partAt(nodes, path))}</li>
        ))}
      </ul>
    )
  }
  return (
    <ol role="status">
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
