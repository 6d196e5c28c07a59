import { App, InputNumber } from 'antd'
import { useState } from 'react'
import { getAlertBudget, setAlertBudget } from '../../../api/alert-budget.ts'
import { listRules, ruleDetectability } from '../../../api/rules.ts'
import { alertBudgetText } from '../../../text/web/alert-budget.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'

type Budget = ReplyOf<typeof getAlertBudget>

/** The one number behind all lines of chance: how often a manager may be bothered for nothing (C109). */
export function AlertBudget() {
  const { data } = useLater(getAlertBudget)
  return data ? <BudgetForm key={data.perWeek} budget={data} /> : null
}

function BudgetForm({ budget }: { budget: Budget }) {
  const t = useText(alertBudgetText)
  const both = useBoth()
  const { message } = App.useApp()
  const [perWeek, setPerWeek] = useState<number | null>(budget.perWeek)
  const save = useSend(setAlertBudget, {
    refresh: [getAlertBudget, listRules, ruleDetectability],
    onDone: ({ asked, perWeek: now }) =>
      void message.success(t(asked?.isOwn ? 'held' : now === budget.perWeek ? 'kept' : 'saved')),
  })
  const can = budget.can['save']!
  const isNew = perWeek !== budget.perWeek || !budget.isSet
  return (
    <section className="bw-budget" aria-label={t('title')}>
      <div className="bw-row">
        <strong>{t('title')}</strong>
        <span>{t('label')}</span>
        <InputNumber
          size="small"
          value={perWeek}
          min={0.02}
          max={20}
          step={0.25}
          precision={2}
          disabled={can !== true}
          aria-label={t('label')}
          changeOnWheel={false}
          onChange={setPerWeek}
        />
        <span className="bw-muted">{t('unit')}</span>
        {isNew && (
          <CanButton
            size="small"
            type="primary"
            can={can}
            disabled={perWeek === null}
            loading={save.isPending}
            onClick={() => perWeek !== null && save.mutate({ body: { perWeek } })}
          >
            {t('save')}
          </CanButton>
        )}
      </div>
      <ErrorNote error={save.error} />
      {budget.asked && <AskedBudget budget={budget} asked={budget.asked} save={save} />}
      <p className="bw-soft">
        {t('note')} {budget.most !== null && t('most', { n: budget.most, rules: budget.rules })}
        {!budget.isSet && t('unset')}
      </p>
      {budget.isSet && budget.beside.length > 0 && (
        <p className="bw-muted">
          {t('beside', { names: budget.beside.map(({ title }) => both(title)).join(' · ') })}
        </p>
      )}
    </section>
  )
}

type Asking = {
  budget: Budget
  asked: NonNullable<Budget['asked']>
  save: { isPending: boolean; mutate: (input: { body: { perWeek: number } }) => void }
}

/** Somebody's wish, that waits for a second person's word. */
function AskedBudget({ budget, asked, save }: Asking) {
  const t = useText(alertBudgetText)
  const can = budget.can['save']!
  const say = (perWeek: number) => save.mutate({ body: { perWeek } })
  return (
    <p className="bw-warn">
      {t('asked', { who: asked.by, n: asked.wish / 100 })}{' '}
      {!asked.isOwn && (
        <CanButton size="small" can={can} loading={save.isPending} onClick={() => say(asked.wish / 100)}>
          {t('agree')}
        </CanButton>
      )}{' '}
      <CanButton size="small" can={can} loading={save.isPending} onClick={() => say(budget.perWeek)}>
        {t('keep', { n: budget.perWeek })}
      </CanButton>
    </p>
  )
}
