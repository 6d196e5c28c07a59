import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { askCustomer } from '../../../api/brief.ts'
import { briefText } from '../../../text/web/brief.ts'
import { type ReplyOf, useLater } from '../../api.ts'
import { paths } from '../../paths.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'
import { briefQuery } from './queries.ts'

type Answer = ReplyOf<typeof askCustomer>['items'][number]
type Reason = NonNullable<Answer['deliver']>['reasons'][number]

const PAUSE_MS = 250

/** Type a name, get a line: owes, overdue, may we deliver, who is on it, what comes next. */
export function Ask() {
  const t = useText(briefText)
  const [words, setWords] = useState('')
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(words.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [words])
  const found = useLater(askCustomer, {
    query: { ...briefQuery(useAsOf()), q: asked },
    enabled: asked !== '',
  })
  const answers = asked === '' ? undefined : found.data
  return (
    <section className="bw-ask">
      <Input.Search
        size="large"
        value={words}
        placeholder={t('ask')}
        aria-label={t('ask')}
        allowClear
        loading={asked !== '' && found.isFetching}
        onChange={(event) => setWords(event.target.value)}
        onSearch={(text) => setAsked(text.trim())}
      />
      {answers?.items.map((answer) => (
        <Line key={answer.id} answer={answer} />
      ))}
      {answers?.total === 0 && <p className="bw-soft">{t('askNone', { q: asked })}</p>}
      {answers && answers.total > answers.items.length && (
        <p className="bw-muted">{t('askMore', { n: answers.total - answers.items.length })}</p>
      )}
      {asked !== '' && <ErrorNote error={found.error as never} />}
    </section>
  )
}

const TONE = { yes: 'bw-good', ask: 'bw-warn', no: 'bw-danger' } as const

function Line({ answer }: { answer: Answer }) {
  const t = useText(briefText)
  const both = useBoth()
  const reason = useReason()
  const { deliver, next } = answer
  const nextWords =
    next.kind === 'agreed'
      ? t('next_agreed', { day: next.on, said: next.said })
      : next.kind === 'alert'
        ? t('next_alert', { title: both(next.title) })
        : t('next_none')
  return (
    <TextLink href={paths.customer(answer.id)} className="bw-ask-line">
      <strong>{answer.name}</strong>
      <span>
        {answer.openFen > 0 ? t('owes', { fen: moneyText(answer.openFen) }) : t('owesNothing')}
        {' · '}
        <span className={answer.overdueFen > 0 ? 'bw-danger' : ''}>
          {answer.overdueFen > 0
            ? t('late', { fen: moneyText(answer.overdueFen), days: answer.maxOverdueDays })
            : t('notLate')}
        </span>
      </span>
      {deliver && (
        <span>
          <strong className={TONE[deliver.answer]}>{t(`deliver_${deliver.answer}`)}</strong>
          <span className="bw-soft"> · {deliver.reasons.map(reason).join(' · ')}</span>
        </span>
      )}
      {answer.heldOrders > 0 && <span className="bw-warn">{t('held', { n: answer.heldOrders })}</span>}
      <span className="bw-soft">
        {answer.responsible ? t('on', { name: answer.responsible.name }) : t('nobody')}
        {answer.lastOn && ` · ${t('lastOn', { day: answer.lastOn })}`}
      </span>
      <span className="bw-soft">{nextWords}</span>
    </TextLink>
  )
}

function useReason(): (reason: Reason) => string {
  const t = useText(briefText)
  return (reason) => {
    switch (reason.code) {
      case 'over_limit':
        return t('reason_over_limit', { fen: moneyText(reason.byFen) })
      case 'written_off':
        return t('reason_written_off', { fen: moneyText(reason.fen) })
      case 'refused':
        return t('reason_refused')
      case 'over_group_limit':
        return t('reason_over_group_limit', { fen: moneyText(reason.byFen) })
      case 'released_by':
        return t(`released_${reason.who}`)
      case 'overdue':
        return t('reason_overdue', { days: reason.days })
      case 'no_limit':
        return t('reason_no_limit')
      case 'room':
        return t('reason_room', { fen: moneyText(reason.leftFen) })
    }
  }
}
