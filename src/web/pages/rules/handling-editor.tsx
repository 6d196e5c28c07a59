import { Button, Input, InputNumber, Segmented, Select } from 'antd'
import type { ReactNode } from 'react'
import { ROLES } from '../../../core/permission.ts'
import { metricsFor } from '../../../core/watch/metrics.ts'
import { roleText } from '../../../text/web/roles.ts'
import { ruleEditorText } from '../../../text/web/rule-editor.ts'
import { rulesText } from '../../../text/web/rules.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { Field } from '../../ui/field.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import type { Draft } from './draft.ts'

type Props = { draft: Draft; onChange: (draft: Draft) => void }
type Addressee = Draft['responsible']

const HOUR = 60
const WORKDAY = 540

/** How it warns, who takes it up, what happens when nobody does, and what there is to do. */
export function HandlingEditor({ draft, onChange }: Props) {
  const t = useText(ruleEditorText)
  const both = useBoth()
  const people = usePeople()
  return (
    <section className="bw-editor-part">
      <h3>{t('who')}</h3>
      <Field label={t('severity')}>
        <Select
          value={draft.severity}
          onChange={(severity) => onChange({ ...draft, severity })}
          options={([1, 2, 3] as const).map((value) => ({ value, label: t(`severity_${value}`) }))}
        />
      </Field>
      <Field label={t('responsible')}>
        <Select
          value={draft.responsible}
          onChange={(responsible) => onChange({ ...draft, responsible })}
          options={people}
        />
      </Field>
      <Field label={t('informed')} optional>
        <Select
          mode="multiple"
          value={draft.informed}
          onChange={(informed: Addressee[]) => onChange({ ...draft, informed })}
          options={people}
        />
      </Field>
      <Field label={t('money')}>
        <Select
          value={draft.moneyMetric ?? ''}
          onChange={(metric) => onChange({ ...draft, moneyMetric: metric || null })}
          options={[
            { value: '', label: t('noMoney') },
            ...metricsFor(draft.subject)
              .filter(({ unit }) => unit === 'fen')
              .map(({ id, title }) => ({ value: id, label: both(title) })),
          ]}
        />
      </Field>
      <Ladder draft={draft} onChange={onChange} />
      <Playbook draft={draft} onChange={onChange} />
    </section>
  )
}

function Ladder({ draft, onChange }: Props) {
  const t = useText(ruleEditorText)
  const people = usePeople()
  const { ladder } = draft
  const put = (index: number, change: Partial<Draft['ladder'][number]>) =>
    onChange({ ...draft, ladder: ladder.with(index, { ...ladder[index]!, ...change }) })
  return (
    <Rows
      title={t('ladder')}
      add={t('addRung')}
      onAdd={() => {
        const last = ladder.at(-1)?.afterWorkingMinutes ?? 0
        const rung = { afterWorkingMinutes: last + WORKDAY, unless: 'acknowledged', to: 'manager' } as const
        onChange({ ...draft, ladder: [...ladder, rung] })
      }}
      onRemove={(index) => onChange({ ...draft, ladder: ladder.filter((_, place) => place !== index) })}
      rows={ladder.map((rung, index) => (
        <>
          <InputNumber
            value={rung.afterWorkingMinutes / HOUR}
            min={1}
            max={9 * 366}
            precision={0}
            suffix={t('after')}
            aria-label={t('after')}
            onChange={(hours) => hours !== null && put(index, { afterWorkingMinutes: hours * HOUR })}
          />
          <Select
            value={rung.unless}
            aria-label={t('ladder')}
            onChange={(unless) => put(index, { unless })}
            options={(['acknowledged', 'resolved'] as const).map((value) => ({
              value,
              label: t('rung', { hours: rung.afterWorkingMinutes / HOUR, unless: t(`unless_${value}`) }),
            }))}
          />
          <Select
            value={rung.to}
            aria-label={t('responsible')}
            onChange={(to) => put(index, { to })}
            options={people}
          />
        </>
      ))}
    />
  )
}

function Playbook({ draft, onChange }: Props) {
  const t = useText(ruleEditorText)
  const people = usePeople()
  const { playbook } = draft
  const put = (index: number, change: Partial<Draft['playbook'][number]>) =>
    onChange({ ...draft, playbook: playbook.with(index, { ...playbook[index]!, ...change }) })
  return (
    <Rows
      title={t('playbook')}
      add={t('addTask')}
      onAdd={() => {
        const task = { title: { zh: '', en: '' }, to: draft.responsible, dueWorkingMinutes: 2 * WORKDAY }
        onChange({ ...draft, playbook: [...playbook, task] })
      }}
      onRemove={(index) => onChange({ ...draft, playbook: playbook.filter((_, place) => place !== index) })}
      rows={playbook.map((task, index) => (
        <>
          <Input
            value={task.title.zh}
            placeholder={t('task')}
            aria-label={t('task')}
            onChange={({ target }) => put(index, { title: { zh: target.value, en: target.value } })}
          />
          <Select
            value={task.to}
            aria-label={t('responsible')}
            onChange={(to) => put(index, { to })}
            options={people}
          />
          <InputNumber
            value={task.dueWorkingMinutes / WORKDAY}
            min={1}
            max={366}
            precision={0}
            suffix={t('taskDue')}
            aria-label={t('taskDue')}
            onChange={(days) => days !== null && put(index, { dueWorkingMinutes: days * WORKDAY })}
          />
        </>
      ))}
    />
  )
}

type RowsProps = {
  title: string
  add: string
  rows: ReactNode[]
  onAdd: () => void
  onRemove: (index: number) => void
}

function Rows({ title, add, rows, onAdd, onRemove }: RowsProps) {
  const t = useText(ruleEditorText)
  return (
    <div className="bw-field">
      <span>{title}</span>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and do not move
        <div key={index} className="bw-editor-row">
          {row}
          <Button type="text" size="small" onClick={() => onRemove(index)}>
            {t('remove')}
          </Button>
        </div>
      ))}
      <Button type="dashed" size="small" onClick={onAdd}>
        {add}
      </Button>
    </div>
  )
}

/** When to warn: how often it looks, how long it must hold, how long it rests. */
export function TimingEditor({ draft, onChange }: Props) {
  const t = useText(ruleEditorText)
  const days = (value: number, label: string, put: (days: number) => void) => (
    <Field label={label}>
      <InputNumber
        value={value}
        min={0}
        max={366}
        precision={0}
        onChange={(next) => next !== null && put(next)}
      />
    </Field>
  )
  return (
    <section className="bw-editor-part">
      <h3>{t('when')}</h3>
      <Field label={t('grid')}>
        <Select
          value={draft.grid}
          onChange={(grid) => onChange({ ...draft, grid })}
          options={(['change', 'day', 'week'] as const).map((value) => ({
            value,
            label: t(`grid_${value}`),
          }))}
        />
      </Field>
      {days(Math.round(draft.pendingMinutes / 1_440), t('pending'), (value) =>
        onChange({ ...draft, pendingMinutes: value * 1_440 }),
      )}
      {days(draft.coolDownDays, t('coolDown'), (value) => onChange({ ...draft, coolDownDays: value }))}
      <Validity draft={draft} onChange={onChange} />
      <div className="bw-field">
        <span>{t('mode')}</span>
        <Segmented
          value={draft.mode}
          onChange={(mode) => onChange({ ...draft, mode })}
          options={(['trial', 'on', 'off'] as const).map((value) => ({ value, label: t(`mode_${value}`) }))}
        />
      </div>
    </section>
  )
}

/** Rules for a season or a campaign: from and until which day it speaks; empty: always. */
function Validity({ draft, onChange }: Props) {
  const t = useText(ruleEditorText)
  const { validFrom, validTo, ...rest } = draft
  const put = (from: string | null | undefined, to: string | null | undefined) =>
    onChange({ ...rest, ...(from ? { validFrom: from } : {}), ...(to ? { validTo: to } : {}) })
  return (
    <>
      <Field label={t('validFrom')} optional>
        <DayInput value={validFrom} to={validTo} onChange={(day) => put(day, validTo)} />
      </Field>
      <Field label={t('validTo')} optional>
        <DayInput value={validTo} from={validFrom} onChange={(day) => put(validFrom, day)} />
      </Field>
    </>
  )
}

function usePeople(): { value: Addressee; label: string }[] {
  const t = useText(rulesText)
  const roles = useText(roleText)
  return [
    { value: 'subject-responsible', label: t('subject-responsible') },
    { value: 'backup', label: t('backup') },
    ...ROLES.map((role) => ({ value: role, label: roles(role) })),
  ]
}
