import { Collapse } from 'antd'
import { useEffect, useState } from 'react'
import { listRuleProposals } from '../../../api/rule-proposals.ts'
import {
  acceptRuleReview,
  declineRuleReview,
  listRuleReviews,
  type RuleReview,
} from '../../../api/rule-reviews.ts'
import { listRules } from '../../../api/rules.ts'
import { dayOf } from '../../../core/calendar.ts'
import { shareText } from '../../../text/backtest.ts'
import { ruleReviewText } from '../../../text/web/rule-review.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Grid } from '../../ui/grid.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { lineText } from './line-text.ts'

type Review = ReplyOf<typeof listRuleReviews>['reviews'][number]
type State = RuleReview['state']

const LOOK_AGAIN_MS = 2_000

/** Proposals that wait, with the backtest of the line as it is and as it would be; then what was decided. */
export function ReviewProposals({ reviews }: { reviews: readonly Review[] }) {
  const t = useText(ruleReviewText)
  const of = (...states: State[]) => reviews.filter(({ state }) => states.includes(state))
  const [waiting, testing] = [of('open'), of('testing')]
  const over = of('accepted', 'declined', 'kept', 'outdated', 'failed')
  const { refetch } = useLater(listRuleReviews, { enabled: false })
  useRefetch(testing.length > 0, refetch)
  return (
    <Panel title={t('proposals')}>
      <div className="bw-stack">
        <p className="bw-soft">{t('proposalsNote')}</p>
        {testing.length > 0 && <p role="status">{t('testing', { n: testing.length })}</p>}
        {waiting.map((review) => (
          <Proposal key={review.id} review={review} />
        ))}
        {waiting.length === 0 && testing.length === 0 && (
          <EmptyState title={t('noProposals')} text={t('noProposalsText')} />
        )}
        {over.length > 0 && (
          <Collapse
            ghost
            items={[
              {
                key: 'over',
                label: `${t('before')} (${over.length})`,
                children: over.map((review) => <Past key={review.id} review={review} />),
              },
            ]}
          />
        )}
      </div>
    </Panel>
  )
}

function useRefetch(isRunning: boolean, refetch: () => unknown) {
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => void refetch(), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isRunning, refetch])
}

function Proposal({ review }: { review: Review }) {
  const t = useText(ruleReviewText)
  const both = useBoth()
  const [asked, setAsked] = useState<'accept' | 'decline' | null>(null)
  const done = { refresh: [listRuleReviews, listRules, listRuleProposals], onDone: () => setAsked(null) }
  const accept = useSend(acceptRuleReview, done)
  const decline = useSend(declineRuleReview, done)
  const { knob, lines, outcome, can } = review
  const shown = (value: number | null) => lineText(knob?.unit, value ?? 0)
  const title = both(review.title)
  const [old, next] = [shown(review.oldValue), shown(review.newValue)]
  const send = (note: string) =>
    (asked === 'accept' ? accept : decline).mutate({
      params: { id: review.id },
      body: { version: review.version, note },
    })
  return (
    <article className="bw-review">
      <h3>{title}</h3>
      <p className="bw-review-move">
        {t('move', { label: knob ? both(knob.label) : t('line'), old, new: next })}
      </p>
      {lines && <Lines lines={lines} old={old} next={next} />}
      {lines && (
        <p className="bw-soft">
          {t('basis', {
            from: lines.from,
            to: lines.to,
            events: lines.events,
            outcome: outcome ? both(outcome) : '',
          })}
        </p>
      )}
      <div className="bw-row">
        <CanButton type="primary" can={can['decide']} onClick={() => setAsked('accept')}>
          {t('accept')}
        </CanButton>
        <CanButton can={can['decide']} onClick={() => setAsked('decline')}>
          {t('decline')}
        </CanButton>
      </div>
      <Confirm
        open={asked !== null}
        title={t(asked === 'decline' ? 'declineTitle' : 'acceptTitle', { title, old, new: next })}
        text={t(asked === 'decline' ? 'declineText' : 'acceptText')}
        okText={t(asked === 'decline' ? 'decline' : 'accept')}
        reason="optional"
        busy={accept.isPending || decline.isPending}
        error={accept.error ?? decline.error}
        onOk={send}
        onCancel={() => setAsked(null)}
      />
    </article>
  )
}

type LinesProps = { lines: NonNullable<Review['lines']>; old: string; next: string }

function Lines({ lines, old, next }: LinesProps) {
  const t = useText(ruleReviewText)
  const { events } = lines
  const percent = (part: number | null) => (part === null ? '—' : `${Math.round(part * 100)}%`)
  const rows = [
    { key: 'old', name: `${t('oldLine')} ${old}`, ...lines.old },
    { key: 'new', name: `${t('newLine')} ${next}`, ...lines.new },
  ]
  return (
    <Grid<(typeof rows)[number]>
      dense
      rowKey={(row) => row.key}
      rows={rows}
      columns={[
        { key: 'line', title: t('line'), cell: (row) => row.name },
        { key: 'raised', title: t('raised'), align: 'right', cell: (row) => row.raised },
        {
          key: 'right',
          title: t('right'),
          align: 'right',
          cell: ({ truePositive: right, falsePositive: wrong }) =>
            `${right} · ${shareText(right, right + wrong, events)}`,
        },
        { key: 'missed', title: t('missed'), align: 'right', cell: (row) => row.missed },
        { key: 'lead', title: t('lead'), align: 'right', cell: (row) => row.medianLeadDays ?? '—' },
        {
          key: 'load',
          title: t('load'),
          align: 'right',
          cell: (row) => Math.round(row.perWeekPerPerson * 100) / 100,
        },
        { key: 'early', title: t('early'), align: 'right', cell: (row) => percent(row.early.precision) },
        { key: 'late', title: t('late'), align: 'right', cell: (row) => percent(row.late.precision) },
      ]}
    />
  )
}

/** What became of an earlier review: who decided, or why the line was left. */
function Past({ review }: { review: Review }) {
  const t = useText(ruleReviewText)
  const both = useBoth()
  const { knob, state, reason, decidedBy, decidedAt, decidedNote } = review
  const shown = (value: number | null) => lineText(knob?.unit, value ?? 0)
  const known = ['no_lines', 'too_few_events', 'present_is_best', 'none_is_useful', 'does_not_last'] as const
  const why = known.find((one) => one === reason)
  const fill = {
    old: shown(review.oldValue),
    new: shown(review.newValue),
    reason: why ? t(`keep_${why}`) : reason,
  }
  return (
    <p className="bw-review-past">
      <strong>{both(review.title)}</strong> <span className="bw-muted">{review.month}</span>{' '}
      {t(`state_${state}`, fill)}
      {decidedBy && decidedAt !== null && (
        <span className="bw-muted"> · {t('by', { who: decidedBy, when: dayOf(decidedAt) })}</span>
      )}
      {decidedNote && <span className="bw-soft"> {decidedNote}</span>}
    </p>
  )
}
