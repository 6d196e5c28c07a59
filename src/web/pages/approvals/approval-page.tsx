import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect } from 'react'
import { exportApproval, getApproval, listApprovals, readApprovalCopy } from '../../../api/approvals.ts'
import { downloadFile } from '../../../api/files.ts'
import { formatInstant } from '../../../core/calendar.ts'
import { approvalsText } from '../../../text/web/approvals.ts'
import { diffText } from '../../../text/web/diff.ts'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { type ReplyOf, urlOf, useData, useSend } from '../../api.ts'
import { ContentDiff } from '../../parts/content-diff.tsx'
import { TasksPanel } from '../../parts/tasks-panel.tsx'
import { WhatIfNote } from '../../parts/what-if-note.tsx'
import { paths } from '../../paths.ts'
import { useSession } from '../../session.tsx'
import { Moment } from '../../ui/day.tsx'
import { listMark, useBoth, useCodeText, useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Facts, PageHead, Panel } from '../../ui/page-head.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { TextLink } from '../../ui/url.tsx'
import { CaseActions } from './case-actions.tsx'
import { StatusTag } from './status-tag.tsx'
import './approvals.css'

type Case = ReplyOf<typeof getApproval>

/** One case: what is asked for against what is in effect, the way it goes, who said what (C072). */
export function ApprovalPage() {
  const t = useText(approvalsText)
  const diff = useText(diffText)
  const both = useBoth()
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useData(getApproval, { params: { id } })
  const read = useSend(readApprovalCopy, { refresh: [listApprovals] })
  const { mutate } = read
  useEffect(() => mutate({ params: { id } }), [id, mutate])
  return (
    <>
      <PageHead
        back={{ href: paths.approvals(), label: t('back') }}
        title={
          <span className="bw-row bw-wrap">
            {both(found.title)}
            <StatusTag status={found.status} />
          </span>
        }
        note={both(found.kindName)}
        actions={
          <>
            <Button onClick={() => window.print()}>{diff('print')}</Button>
            <Button href={urlOf(exportApproval, { params: { id } })}>{t('evidence')}</Button>
          </>
        }
      />
      <Turn found={found} />
      <CaseActions found={found} />
      <div className="bw-grid-2">
        <div>
          <Panel title={t('content')}>
            <ContentDiff lines={found.lines} unchanged={t('unchanged')} />
            {found.sinceLastRound && (
              <>
                <h3>{t('sinceLast')}</h3>
                <ContentDiff
                  lines={found.sinceLastRound.filter(({ change }) => change !== 'same')}
                  unchanged={t('unchanged')}
                />
              </>
            )}
            <UnknownFacts found={found} />
            {found.kind === 'credit' && <WhatIfNote caseId={found.id} />}
            <About found={found} />
          </Panel>
        </div>
        <div>
          <Panel title={t('way')}>
            <Way found={found} />
          </Panel>
          <TasksPanel record={{ kind: 'approval', id: found.id }} />
          <Panel title={t('trail')}>
            <Trail found={found} />
          </Panel>
        </div>
      </div>
    </>
  )
}

function Turn({ found }: { found: Case }) {
  const t = useText(approvalsText)
  const both = useBoth()
  const { mySeat } = found
  if (!mySeat) return null
  return (
    <section className="bw-ap-turn">
      <strong>{mySeat.isAdvice ? t('advice') : t('yourTurn', { step: both(mySeat.step) })}</strong>
      {mySeat.forPerson && <span className="bw-soft bw-block">{t('forPerson', mySeat.forPerson)}</span>}
      {both(mySeat.guide) !== '' && (
        <span className="bw-soft bw-block">
          {t('guide')}：{both(mySeat.guide)}
        </span>
      )}
    </section>
  )
}

/** A condition that could not be answered is said, or nobody would know why one person more was asked. */
function UnknownFacts({ found }: { found: Case }) {
  const t = useText(approvalsText)
  const field = useText(flowsText)
  if (found.unknownFacts.length === 0) return null
  const names = found.unknownFacts.map((fact) => field(`field_${fact}`)).join(field('comma'))
  return <p className="bw-soft">{t('unknownFacts', { names })}</p>
}

function About({ found }: { found: Case }) {
  const t = useText(approvalsText)
  const both = useBoth()
  const { user } = useSession()
  // Whoever asked for a list comes here by the message that it was agreed to; the file lies elsewhere.
  const hasFile = found.kind === 'export' && found.status === 'approved' && found.requester.id === user.id
  return (
    <Facts
      items={[
        { label: t('requester'), value: found.requester.name },
        { label: t('submitted'), value: <Moment at={found.submittedAt} /> },
        ...(found.amountFen === null ? [] : [{ label: t('amount'), value: <Money fen={found.amountFen} /> }]),
        ...(found.reason ? [{ label: t('reason'), value: found.reason }] : []),
        ...(found.round > 1 ? [{ label: t('status'), value: t('round', { n: found.round }) }] : []),
        ...(found.settledAt === null
          ? [{ label: t('expires'), value: <Moment at={found.expiresAt} /> }]
          : []),
        ...(found.usedAt === null ? [] : [{ label: t('used'), value: <Moment at={found.usedAt} /> }]),
        {
          label: t('flowVersion'),
          value: found.flowVersion === 0 ? t('shipped') : String(found.flowVersion),
        },
        ...(found.copies.length > 0
          ? [{ label: t('copies'), value: found.copies.map(({ person }) => person.name).join(listMark()) }]
          : []),
        { label: t('hash'), value: <span className="bw-ap-hash">{found.contentHash.slice(0, 16)}…</span> },
        { label: t('document'), value: <TextLink href={found.url}>{both(found.title)}</TextLink> },
        ...(hasFile
          ? [{ label: t('file'), value: <TextLink href={paths.exports()}>{t('fetchFile')}</TextLink> }]
          : []),
      ]}
    />
  )
}

function Way({ found }: { found: Case }) {
  const t = useText(approvalsText)
  const both = useBoth()
  return (
    <ol className="bw-ap-way">
      {found.stages.map((stage) => (
        <li key={stage.index} data-current={stage.isCurrent}>
          {stage.tracks.length > 1 && <span className="bw-muted">{t('fork')}</span>}
          <div className={stage.tracks.length > 1 ? 'bw-ap-fork' : ''}>
            {stage.tracks.map((track) => (
              <div key={track.name ? both(track.name) : 'only'} className="bw-ap-track">
                {track.name && <span className="bw-tag">{both(track.name)}</span>}
                {track.steps.map((step) => (
                  <StepWay key={`${both(step.name)}-${step.seats.map(({ id }) => id).join()}`} step={step} />
                ))}
              </div>
            ))}
          </div>
        </li>
      ))}
    </ol>
  )
}

type CaseStep = Case['stages'][number]['tracks'][number]['steps'][number]

function StepWay({ step }: { step: CaseStep }) {
  const t = useText(approvalsText)
  const both = useBoth()
  const word = useCodeText(approvalsText)
  return (
    <div>
      <span className="bw-row bw-wrap">
        <strong>{both(step.name)}</strong>
        {step.seats.length > 1 && <span className="bw-tag">{t(step.mode)}</span>}
        {step.needsAuthority && <span className="bw-tag">{t('needsAuthority')}</span>}
        {step.dueAt !== null && step.status === 'open' && (
          <span className="bw-muted">{t('due', { at: formatInstant(step.dueAt) })}</span>
        )}
      </span>
      {step.seats.map((seat) => (
        <span key={seat.id} className="bw-soft bw-block">
          {seat.person.name}
          {seat.forPerson && `（${seat.forPerson.name}）`} · {word(`seat_${seat.status}`)}
          {seat.via !== 'named' && ` · ${word(`via_${seat.via}`) ?? ''}`}
        </span>
      ))}
    </div>
  )
}

function Trail({ found }: { found: Case }) {
  const t = useText(approvalsText)
  const both = useBoth()
  const word = useCodeText(approvalsText)
  const tones = {
    agree: 'good',
    approve: 'good',
    reject: 'danger',
    return: 'warn',
    escalate: 'warn',
  } as const
  return (
    <Timeline
      items={[...found.trail].reverse().map((entry) => {
        const tone = tones[entry.kind as keyof typeof tones]
        const names = entry.toPeople.join(listMark())
        const parts = [
          entry.actor?.name ?? t('system'),
          word(`did_${entry.kind}`) ?? entry.kind,
          entry.step ? both(entry.step) : '',
          names ? t('toPeople', { names }) : '',
          backTo(entry.to, { start: t('toStart'), both }),
        ]
        return {
          key: entry.id,
          at: <Moment at={entry.at} />,
          title: parts.filter(Boolean).join(' · '),
          text: <Said entry={entry} />,
          ...(tone ? { tone } : {}),
        }
      })}
    />
  )
}

type Entry = Case['trail'][number]

/** The words and what was handed in with them. */
function Said({ entry }: { entry: Entry }) {
  return (
    <>
      {entry.opinion}
      {entry.files.map((file) => (
        <a
          key={file.id}
          className="bw-block"
          href={urlOf(downloadFile, { params: { id: file.id } })}
          download
        >
          {file.name}
        </a>
      ))}
    </>
  )
}

type BackWords = { start: string; both: ReturnType<typeof useBoth> }

function backTo(to: Entry['to'], { start, both }: BackWords): string {
  if (to === null) return ''
  return to === 'start' ? start : both(to)
}
