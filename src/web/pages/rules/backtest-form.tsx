import { Button, Select } from 'antd'
import { useState } from 'react'
import { latestBacktests, ruleBacktest, startBacktest } from '../../../api/backtest.ts'
import { backtestText } from '../../../text/web/backtest.ts'
import { type BodyOf, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import type { RuleBacktest } from './backtest-words.ts'
import type { Rule } from './rule.ts'

type Wish = BodyOf<typeof startBacktest>['wish']
type OutcomeKind = RuleBacktest['outcomes'][number]['kind']

/** What it is held against and over which span; both have good defaults, so one tap is enough. */
export function BacktestForm({ rule, found }: { rule: Rule; found: RuleBacktest }) {
  const t = useText(backtestText)
  const both = useBoth()
  const [outcome, setOutcome] = useState<OutcomeKind | undefined>()
  const [from, setFrom] = useState<string | null>(null)
  const [to, setTo] = useState<string | null>(null)
  const [isOpen, setOpen] = useState(false)
  const start = useSend(startBacktest, { refresh: [ruleBacktest, latestBacktests] })
  const wish: Wish = { ...(outcome ? { outcome } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}) }
  return (
    <div className="bw-backtest-form">
      <div className="bw-row">
        <CanButton
          type="primary"
          can={found.can['start']}
          loading={start.isPending}
          onClick={() => start.mutate({ params: { code: rule.code }, body: { wish } })}
        >
          {t(found.newest ? 'again' : 'run')}
        </CanButton>
        <Button type="text" onClick={() => setOpen(!isOpen)}>
          {t('choose')}
        </Button>
      </div>
      {isOpen && (
        <div className="bw-backtest-fields">
          <Field label={t('outcome')}>
            <Select
              value={outcome ?? found.outcomes[0]?.kind ?? null}
              onChange={setOutcome}
              placeholder={t('noOutcome')}
              popupMatchSelectWidth={false}
              options={found.outcomes.map(({ kind, text }) => ({ value: kind, label: both(text) }))}
            />
          </Field>
          <Field label={t('from')}>
            <DayInput value={from} onChange={setFrom} />
          </Field>
          <Field label={t('to')}>
            <DayInput value={to} onChange={setTo} />
          </Field>
        </div>
      )}
      <ErrorNote error={start.error} />
    </div>
  )
}
