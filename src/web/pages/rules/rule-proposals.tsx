import { App, Button, Switch } from 'antd'
import { useState } from 'react'
import { latestBacktests, startBacktest } from '../../../api/backtest.ts'
import {
  acceptRuleProposal,
  declineRuleProposal,
  listRuleProposals,
  needSecondPerson,
} from '../../../api/rule-proposals.ts'
import { getRule, listRules } from '../../../api/rules.ts'
import { ruleProposalsText } from '../../../text/web/rule-proposals.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { listMark, useBoth, useText } from '../../ui/language.tsx'

type Proposal = ReplyOf<typeof listRuleProposals>['rows'][number]

/** Changes that wait for somebody else, where a company wants that; otherwise only the switch (C121). */
export function RuleProposals() {
  const t = useText(ruleProposalsText)
  const { message } = App.useApp()
  const { data } = useLater(listRuleProposals)
  const need = useSend(needSecondPerson, {
    refresh: [listRuleProposals],
    onDone: ({ isNeeded, isHeld }) =>
      void message.success(t(isHeld ? 'needHeld' : isNeeded ? 'needOn' : 'needOff')),
  })
  if (!data || (data.can['need'] !== true && data.rows.length === 0)) return null
  return (
    <section className="bw-budget" aria-label={t('need')}>
      <div className="bw-row">
        <Switch
          size="small"
          checked={data.isNeeded}
          disabled={data.can['need'] !== true}
          loading={need.isPending}
          aria-label={t('need')}
          onChange={(isNeeded) => need.mutate({ body: { isNeeded } })}
        />
        <strong>{t('need')}</strong>
        <span className="bw-soft">{t('needNote')}</span>
      </div>
      {data.off && (
        <p className="bw-warn">
          {t('offAsked', { who: data.off.by })}{' '}
          <CanButton
            size="small"
            can={data.can['need']!}
            loading={need.isPending}
            onClick={() => need.mutate({ body: { isNeeded: true } })}
          >
            {t('keepOn')}
          </CanButton>
        </p>
      )}
      <ErrorNote error={need.error} />
      {data.rows.length > 0 && <h3>{t('title')}</h3>}
      {data.rows.map((proposal) => (
        <Waiting key={proposal.id} proposal={proposal} />
      ))}
    </section>
  )
}

function Waiting({ proposal }: { proposal: Proposal }) {
  const t = useText(ruleProposalsText)
  const both = useBoth()
  const { message } = App.useApp()
  const [asked, setAsked] = useState<'accept' | 'decline' | null>(null)
  const refresh = [listRuleProposals, listRules, getRule]
  const accept = useSend(acceptRuleProposal, {
    refresh,
    onDone: ({ version }) => void message.success(t('accepted', { n: version })),
  })
  const decline = useSend(declineRuleProposal, {
    refresh,
    onDone: () => void message.success(t('declined')),
  })
  const sent = asked === 'accept' ? accept : decline
  // What was refused the last time is no answer to what is asked now.
  const ask = (what: 'accept' | 'decline') => {
    accept.reset()
    decline.reset()
    setAsked(what)
  }
  return (
    <article className="bw-review">
      <h4>
        {both(proposal.title)} {proposal.isNew && <span className="bw-tag">{t('isNew')}</span>}
      </h4>
      <p className="bw-muted">
        {t('by', { who: proposal.author })} <Moment at={proposal.at} />
      </p>
      <ul className="bw-proposal-diff">
        {proposal.diff.map(({ what, before, after }) => (
          <li key={what.en}>
            <strong>{both(what)}</strong> {before && <del>{both(before)}</del>} {both(after)}
          </li>
        ))}
      </ul>
      {proposal.together.length > 0 && (
        <p className="bw-muted">{t('together', { titles: proposal.together.map(both).join(listMark()) })}</p>
      )}
      {proposal.isOutdated && <p className="bw-warn">{t('outdated')}</p>}
      <Record proposal={proposal} />
      <div className="bw-row">
        <CanButton size="small" type="primary" can={proposal.can['accept']!} onClick={() => ask('accept')}>
          {t('accept')}
        </CanButton>
        <CanButton size="small" can={proposal.can['decline']!} onClick={() => ask('decline')}>
          {t('decline')}
        </CanButton>
      </div>
      <Confirm
        open={asked !== null}
        title={t(asked === 'accept' ? 'acceptTitle' : 'declineTitle')}
        text={t(asked === 'accept' ? 'acceptText' : 'declineText')}
        okText={t(asked === 'accept' ? 'accept' : 'decline')}
        reason="optional"
        reasonLabel={t('note')}
        busy={sent.isPending}
        error={sent.error}
        onOk={(note) => sent.mutate({ params: { id: proposal.id }, body: { note } })}
        onCancel={() => setAsked(null)}
      />
    </article>
  )
}

/** What the backtest of just this change said, not that of the rule as it stands; a click makes one. */
function Record({ proposal }: { proposal: Proposal }) {
  const t = useText(ruleProposalsText)
  const both = useBoth()
  const latest = useLater(latestBacktests)
  const start = useSend(startBacktest, { refresh: [latestBacktests] })
  const newest = latest.data?.rows.find((row) => row.ruleCode === proposal.code)
  const own = newest?.isProposed ? newest : undefined
  return (
    <>
      <p className="bw-soft">
        <strong>{t('backtest')}</strong> {own?.sentence ? both(own.sentence) : t('noBacktest')}{' '}
        <Button
          size="small"
          loading={start.isPending || newest?.state === 'queued' || newest?.state === 'running'}
          onClick={() =>
            start.mutate({ params: { code: proposal.code }, body: { wish: {}, draft: proposal.spec } })
          }
        >
          {t('run')}
        </Button>
      </p>
      <ErrorNote error={start.error} />
    </>
  )
}
