import { Alert, Button, Checkbox, Collapse, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { getImport, listImports, type previewImport, startImport } from '../../../api/imports.ts'
import { formatFen } from '../../../core/money.ts'
import { importText } from '../../../text/web/import.ts'
import { type CallError, type ReplyOf, useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { listMark, useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { useFieldWord } from './field-word.ts'
import type { Draft } from './mapping-draft.ts'
import { NamesInPhones } from './names-in-phones.tsx'
import type { Batch } from './queries.ts'
import { TotalsAgree } from './totals-agree.tsx'

// Few files leave anything open here.
const Questions = later(async () => (await import('./questions.tsx')).Questions)

type Preview = ReplyOf<typeof previewImport>

type PreviewStepProps = {
  batch: Batch
  preview: Preview
  draft: Draft
  busy: boolean
  error: CallError | null
  /** Asks again with this mapping. */
  onChange: (draft: Draft) => void
  onBack: () => void
}

/** Asked beside what they are about. */
const SHOWN_BELOW: ReadonlySet<string> = new Set(['remark_payments', 'phone_names'])

/** Totals first (导入合计 = 您的合计), then what would happen to the rows, then the button. */
export function PreviewStep(props: PreviewStepProps) {
  const t = useText(importText)
  const { preview, draft, batch } = props
  const [saveAs, setSaveAs] = useState<string | null>(null)
  const start = useSend(startImport, { refresh: [getImport, listImports] })
  const { counts } = preview
  const good = counts.new + counts.changed
  const openQuestions = preview.questions.filter((question) => !SHOWN_BELOW.has(question.code))
  return (
    <div className="bw-stack">
      <TotalsAgree totals={preview.totals} />
      <Counts preview={preview} />
      {openQuestions.length > 0 && (
        <Questions
          questions={openQuestions}
          draft={draft}
          onDraft={props.onChange}
          onLookAgain={props.onBack}
        />
      )}
      {preview.outgoing.rows > 0 && (
        <Alert
          type="info"
          showIcon
          title={t('outgoingNote', {
            n: preview.outgoing.rows,
            amount: `¥${formatFen(BigInt(preview.outgoing.amountFen))}`,
          })}
        />
      )}
      {preview.lines && (
        <Alert
          type="info"
          showIcon
          title={t(`linesNote_${preview.lines.mode}`, {
            rows: preview.lines.rows,
            n: preview.lines.documents,
          })}
          description={preview.lines.own ? t('linesOwn') : undefined}
        />
      )}
      {counts.undated > 0 && <Alert type="info" showIcon title={t('undatedNote', { n: counts.undated })} />}
      {preview.unknownPeople.length > 0 && (
        <Alert
          type="info"
          showIcon
          title={t('unknownTitle', { n: preview.unknownPeople.length })}
          description={t('unknownNote', { names: preview.unknownPeople.join(listMark()) })}
        />
      )}
      {draft.target === 'customers' && draft.columns['members'] && (
        <Alert type="info" showIcon title={t('membersNote')} />
      )}
      <NamesInPhones {...props} />
      <Proposals {...props} />
      <Problems preview={preview} />
      <Details preview={preview} draft={draft} />
      <div className="biz-save-as">
        <Checkbox
          checked={saveAs !== null}
          onChange={(event) => setSaveAs(event.target.checked ? batch.fileName.replace(/\.\w+$/, '') : null)}
        >
          {t('saveAs')}
        </Checkbox>
        {saveAs !== null && (
          <Input
            value={saveAs}
            maxLength={60}
            aria-label={t('saveAsName')}
            onChange={(event) => setSaveAs(event.target.value)}
          />
        )}
      </div>
      <ErrorNote error={start.error ?? props.error} />
      <div className="biz-step-foot">
        <Button onClick={props.onBack}>{t('toMapping')}</Button>
        <CanButton
          can={preview.can.start}
          type="primary"
          size="large"
          loading={start.isPending || props.busy}
          onClick={() =>
            start.mutate({
              params: { id: batch.id },
              body: { mapping: draft, ...(saveAs?.trim() ? { saveAs: saveAs.trim() } : {}) },
            })
          }
        >
          {counts.bad > 0 ? t('startWithBad', { n: good }) : t('start')}
        </CanButton>
      </div>
    </div>
  )
}

const COUNTED = ['new', 'changed', 'same', 'bad', 'duplicate'] as const

function Counts({ preview: { counts } }: { preview: Preview }) {
  const t = useText(importText)
  return (
    <dl className="biz-counts">
      {COUNTED.map((name) => (
        <div key={name} data-tone={name === 'bad' && counts.bad > 0 ? 'danger' : undefined}>
          <dt>{t(`n_${name}`)}</dt>
          <dd>{counts[name].toLocaleString('en-US')}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Payments somebody wrote into a remark: proposed with how sure it is, taken only on a word. */
function Proposals({ preview, draft, onChange, busy }: PreviewStepProps) {
  const t = useText(importText)
  if (preview.proposals.length === 0) return null
  const taken = draft.remarkPayments === 'take'
  return (
    <Panel title={t('proposalsTitle')}>
      <p className="bw-soft biz-lead">{t('proposalsNote')}</p>
      <Lines>
        {preview.proposals.slice(0, 30).map((proposal) => (
          <li key={`${proposal.row} ${proposal.text}`}>
            <span className="bw-muted">{t('row', { n: proposal.row })}</span>
            <span>“{proposal.text}”</span>
            <strong>
              {t('proposalLine', { day: proposal.receivedOn })} <Money fen={proposal.amountFen} />
            </strong>
            <span className={proposal.confidence < 70 ? 'bw-warn' : 'bw-muted'}>
              {t('confidenceOf', { n: proposal.confidence })}
              {proposal.yearGuessed && ` · ${t('yearGuessed')}`}
            </span>
          </li>
        ))}
      </Lines>
      <div className="bw-row bw-wrap">
        <Button
          type={taken ? 'primary' : 'default'}
          loading={busy}
          onClick={() => onChange({ ...draft, remarkPayments: 'take' })}
        >
          {t('takeProposals')}
        </Button>
        <Button
          type={draft.remarkPayments === 'ignore' ? 'primary' : 'default'}
          disabled={busy}
          onClick={() => onChange({ ...draft, remarkPayments: 'ignore' })}
        >
          {t('leaveProposals')}
        </Button>
      </div>
    </Panel>
  )
}

function Problems({ preview }: { preview: Preview }) {
  const t = useText(importText)
  if (preview.problems.length === 0) return null
  return (
    <Panel title={t('problemsTitle')}>
      <Lines>
        {preview.problems.slice(0, 30).map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one row may have the same problem in two columns
          <li key={index}>
            <span className="bw-muted">{t('row', { n: problem.row })}</span>
            <span>{problem.column}</span>
            <span className="bw-danger">{problem.text}</span>
          </li>
        ))}
      </Lines>
      {preview.moreProblems + Math.max(0, preview.problems.length - 30) > 0 && (
        <p className="bw-soft">
          {t('problemsMore', { n: preview.moreProblems + Math.max(0, preview.problems.length - 30) })}
        </p>
      )}
    </Panel>
  )
}

function Details({ preview, draft }: { preview: Preview; draft: Draft }) {
  const t = useText(importText)
  const fieldWord = useFieldWord()
  const first = preview.sample[0]
  const names = first ? Object.keys(first) : []
  const items = [
    ...(preview.skipped.length > 0
      ? [
          {
            key: 'skipped',
            label: t('skippedTitle', { n: preview.counts.skipped }),
            children: (
              <Lines>
                {preview.skipped.map((line) => (
                  <li key={line.row}>
                    <span className="bw-muted">{t('row', { n: line.row })}</span>
                    <span>{line.text}</span>
                    <span className="bw-soft">{line.reason}</span>
                  </li>
                ))}
              </Lines>
            ),
          },
        ]
      : []),
    ...(names.length > 0
      ? [
          {
            key: 'sample',
            label: t('sampleTitle'),
            children: (
              <div className="biz-sample">
                <table>
                  <thead>
                    <tr>
                      {names.map((name) => (
                        <th key={name}>{fieldWord(draft.target, name)}</th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {preview.sample.map((row, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: rows of a sample have no identity
                      <tr key={index}>
                        {names.map((name) => (
                          <td key={name}>{row[name]}</td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            ),
          },
        ]
      : []),
  ]
  if (items.length === 0) return null
  return <Collapse ghost items={items} />
}

function Lines({ children }: { children: ReactNode }) {
  return <ul className="biz-lines">{children}</ul>
}
