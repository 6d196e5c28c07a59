import { App, Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { getCommissionRule, saveCommissionRule } from '../../../api/commission.ts'
import { addMonths, monthOf } from '../../../core/calendar.ts'
import { commissionText } from '../../../text/web/commission.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { percent } from '../../parts/commission-lines.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { listMark, useText } from '../../ui/language.tsx'
import { moneyText } from '../../ui/money.tsx'
import { useToday } from '../../ui/today.tsx'
import { AreaHead } from './area-head.tsx'

type Rule = NonNullable<ReplyOf<typeof getCommissionRule>['rule']>
/** What most small companies begin with; nothing of it counts until somebody saves it. */
const START: Rule = { tiers: [{ fromFen: 0, rateBp: 100 }], lateDays: 60, lateBp: 5_000 }

/** How commission is reckoned: tiers of what was collected in the month, and less for what came late. */
export function Commission() {
  const t = useText(commissionText)
  const { message } = App.useApp()
  const { rule: kept, versions, openFrom, can } = useData(getCommissionRule)
  const month = monthOf(useToday())
  const [from, setFrom] = useState(month)
  const months = Array.from({ length: 14 }, (_, back) => addMonths(month, 1 - back))
  const [rule, setRule] = useState<Rule>(kept ?? START)
  const save = useSend(saveCommissionRule, {
    refresh: [getCommissionRule],
    onDone: () => void message.success(t('saved')),
  })
  const setTier = (index: number, part: Partial<Rule['tiers'][number]>) =>
    setRule({ ...rule, tiers: rule.tiers.map((tier, at) => (at === index ? { ...tier, ...part } : tier)) })
  return (
    <>
      <AreaHead title={t('ruleTitle')} note={t('ruleNote')} />
      <div className="bw-stack">
        {rule.tiers.map((tier, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: tiers have no identity but their place
          <div key={index} className="bw-row bw-wrap">
            <Field label={t('from')}>
              <MoneyInput value={tier.fromFen} onChange={(fen) => setTier(index, { fromFen: fen ?? 0 })} />
            </Field>
            <Field label={t('rate')}>
              <InputNumber
                min={0}
                max={100}
                step={0.1}
                value={tier.rateBp / 100}
                onChange={(value) => setTier(index, { rateBp: Math.round((value ?? 0) * 100) })}
              />
            </Field>
            {rule.tiers.length > 1 && (
              <Button
                type="text"
                onClick={() => setRule({ ...rule, tiers: rule.tiers.filter((_, at) => at !== index) })}
              >
                {t('remove')}
              </Button>
            )}
          </div>
        ))}
        <div>
          <Button
            onClick={() => {
              const last = rule.tiers.at(-1)!
              const next = { fromFen: last.fromFen + 10_000_000, rateBp: last.rateBp + 50 }
              setRule({ ...rule, tiers: [...rule.tiers, next] })
            }}
          >
            {t('addTier')}
          </Button>
        </div>
        <div className="bw-row bw-wrap">
          <Field label={t('lateDays')}>
            <InputNumber
              min={0}
              max={3650}
              value={rule.lateDays}
              onChange={(value) => setRule({ ...rule, lateDays: value ?? 0 })}
            />
          </Field>
          <Field label={t('lateShare')}>
            <InputNumber
              min={0}
              max={100}
              value={rule.lateBp / 100}
              onChange={(value) => setRule({ ...rule, lateBp: Math.round((value ?? 0) * 100) })}
            />
          </Field>
        </div>
        <Field label={t('holdsFrom')}>
          <Select
            className="bw-commission-from"
            value={from}
            onChange={setFrom}
            options={months
              .filter((one) => openFrom === null || one >= openFrom)
              .map((one) => ({ value: one, label: one }))}
          />
        </Field>
        <ErrorNote error={save.error} />
        <div>
          <CanButton
            can={can.write}
            type="primary"
            loading={save.isPending}
            onClick={() => save.mutate({ body: { ...rule, from } })}
          >
            {t('save')}
          </CanButton>
        </div>
        {versions.length > 0 && <Versions versions={versions} />}
      </div>
    </>
  )
}

function Versions({ versions }: { versions: ReplyOf<typeof getCommissionRule>['versions'] }) {
  const t = useText(commissionText)
  return (
    <Field label={t('versions')}>
      <ul className="bw-soft">
        {versions.map(({ from, rule }) => (
          <li key={from}>
            {t('version', {
              from,
              tiers: rule.tiers
                .map(({ fromFen, rateBp }) => t('tier', { fen: moneyText(fromFen), rate: percent(rateBp) }))
                .join(listMark()),
              days: rule.lateDays,
              share: percent(rule.lateBp),
            })}
          </li>
        ))}
      </ul>
    </Field>
  )
}
