import { App } from 'antd'
import { listRuleReviews } from '../../../api/rule-reviews.ts'
import { listRules, ruleDetectability, tuneRule } from '../../../api/rules.ts'
import { dayOf } from '../../../core/calendar.ts'
import { judgedOf } from '../../../core/watch/rule-record.ts'
import { shareText } from '../../../text/backtest.ts'
import { ruleReviewText } from '../../../text/web/rule-review.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Rule } from './rule.ts'

export type RuleRecord = ReplyOf<typeof listRuleReviews>['rows'][number]

/** What a card says of a rule's worth: its voice, its verdicts beside its backtest, its pace, its power. */
export function RuleHealth({ rule }: { rule: Rule }) {
  const reviews = useLater(listRuleReviews)
  const record = reviews.data?.rows.find(({ code }) => code === rule.code)
  return (
    <>
      {rule.digestOnly && <DigestNote rule={rule} record={record} />}
      {record && <Worth record={record} />}
      {(rule.chance !== null || rule.asksEnough) && rule.mode !== 'off' && <Detectability rule={rule} />}
    </>
  )
}

/** Why it disturbs nobody, and the one click back. */
export function DigestNote({ rule, record }: { rule: Rule; record: RuleRecord | undefined }) {
  const t = useText(ruleReviewText)
  const { message } = App.useApp()
  const tune = useSend(tuneRule, {
    refresh: [listRules, listRuleReviews],
    onDone: () => void message.success(t('restored')),
  })
  const demoted = record?.demoted
  return (
    <div className="bw-rule-digest">
      <p>
        {demoted
          ? t('demoted', { day: dayOf(demoted.at), useful: demoted.useful, judged: demoted.judged })
          : t('digestByHand')}
      </p>
      <CanButton
        size="small"
        can={rule.can.tune}
        loading={tune.isPending}
        onClick={() =>
          tune.mutate({ params: { code: rule.code }, body: { version: rule.version, digestOnly: false } })
        }
      >
        {t('restore')}
      </CanButton>
      <ErrorNote error={tune.error} />
    </div>
  )
}

function Worth({ record }: { record: RuleRecord }) {
  const t = useText(ruleReviewText)
  const judged = judgedOf(record.verdicts)
  const { pace, backtest } = record
  const isOdd = pace.kind === 'more' || pace.kind === 'less'
  if (judged === 0 && !isOdd) return null
  return (
    <p className="bw-rule-worth">
      {judged > 0 && t('cardLive', { share: shareText(record.verdicts.right, judged) })}
      {judged > 0 &&
        backtest &&
        backtest.judged > 0 &&
        t('cardTested', { share: shareText(backtest.right, backtest.judged, backtest.events) })}
      {isOdd && <PaceText record={record} />}
    </p>
  )
}

export function PaceText({ record: { pace } }: { record: RuleRecord }) {
  const t = useText(ruleReviewText)
  const words = t(`pace_${pace.kind}`, {
    fired: pace.fired,
    days: pace.days,
    expected: pace.expected ?? 0,
  })
  if (pace.kind !== 'more' && pace.kind !== 'less') return <span className="bw-muted">{words}</span>
  return (
    <span className="bw-warn">
      {words}
      {pace.from && ` (${t(`paceFrom_${pace.from}`)})`}
    </span>
  )
}

function Detectability({ rule }: { rule: Rule }) {
  const t = useText(ruleReviewText)
  const both = useBoth()
  const found = useLater(ruleDetectability, { params: { code: rule.code } })
  const detectable = found.data?.detectable
  const budget = found.data?.budget
  return (
    <>
      {detectable && (
        <p className={detectable.never ? 'bw-danger' : 'bw-rule-note'}>
          {both(detectable.sentence)}{' '}
          {detectable.team && rule.can['save'] === true && (
            <TextLink href={paths.newRule({ from: rule.code, as: 'team' })}>{t('detectTeam')}</TextLink>
          )}
        </p>
      )}
      {budget && <p className="bw-rule-note">{both(budget)}</p>}
    </>
  )
}
