import { DeleteOutlined } from '@ant-design/icons'
import { App, Button, Drawer, InputNumber } from 'antd'
import { useState } from 'react'
import { getCardRule, getScorecards, saveCardRule } from '../../../api/scores.ts'
import { WHOLE } from '../../../core/score/card.ts'
import { scoresText } from '../../../text/web/scores.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { Choice } from '../../ui/choice.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'

type Rule = ReplyOf<typeof getCardRule>
type Line = Rule['usual']['lines'][number]
type Props = { open: boolean; month: string; onClose: () => void }

/** Which lines count and for how much, from a month on that is not closed. */
export function WeightsDrawer({ open, month, onClose }: Props) {
  const t = useText(scoresText)
  const { data } = useLater(getCardRule, { enabled: open })
  return (
    <Drawer open={open} size={560} title={t('weights')} onClose={onClose} destroyOnHidden>
      {data && <WeightsForm data={data} month={month} onDone={onClose} />}
    </Drawer>
  )
}

function WeightsForm({ data, month, onDone }: { data: Rule; month: string; onDone: () => void }) {
  const t = useText(scoresText)
  const both = useBoth()
  const { message } = App.useApp()
  const first = data.openFrom !== null && month < data.openFrom ? data.openFrom : month
  const [from, setFrom] = useState(first)
  const [lines, setLines] = useState<Line[]>(data.rule?.lines ?? [])
  const save = useSend(saveCardRule, {
    refresh: [getScorecards, getCardRule],
    onDone: () => {
      void message.success(t('saved'))
      onDone()
    },
  })
  const sum = lines.reduce((total, { weight }) => total + weight, 0)
  const set = (id: string, change: Partial<Line>) =>
    setLines(lines.map((line) => (line.line === id ? { ...line, ...change } : line)))
  const left = data.lines.filter(({ id }) => !lines.some(({ line }) => line === id))
  const add = (id: string | undefined) => {
    const def = left.find((one) => one.id === id)
    if (def) setLines([...lines, { line: def.id, weight: Math.max(0, WHOLE - sum), ...def.usual }])
  }
  return (
    <div className="bw-stack">
      <p className="bw-muted">
        {t('howPoints')} {t('weightsNote')}
      </p>
      {lines.length === 0 && <Button onClick={() => setLines(data.usual.lines)}>{t('usual')}</Button>}
      {lines.map((line) => (
        <LineFields
          key={line.line}
          line={line}
          def={data.lines.find(({ id }) => id === line.line)!}
          onChange={(change) => set(line.line, change)}
          onRemove={() => setLines(lines.filter((one) => one !== line))}
        />
      ))}
      <div className="bw-row">
        <Choice
          className="bw-filter-select"
          label={t('add')}
          value={undefined}
          options={left.map(({ id, title, group }) => ({
            value: id,
            label: `${t(`group_${group}`)} · ${both(title)}`,
          }))}
          onChange={add}
        />
        <label className="bw-score-month">
          {t('from')}
          <input
            type="month"
            value={from}
            {...(data.openFrom ? { min: data.openFrom } : {})}
            onChange={(event) => setFrom(event.target.value)}
          />
        </label>
      </div>
      {sum !== WHOLE && lines.length > 0 && <p className="bw-warn">{t('sum', { sum })}</p>}
      <ErrorNote error={save.error} />
      <div className="bw-row">
        <Button
          type="primary"
          loading={save.isPending}
          disabled={sum !== WHOLE || from === ''}
          onClick={() => save.mutate({ body: { lines, from } })}
        >
          {t('save')}
        </Button>
        <Button onClick={onDone}>{t('cancel')}</Button>
      </div>
      {data.versions.length > 0 && (
        <p className="bw-muted">
          {t('versions', { months: data.versions.map((one) => one.from).join(' · ') })}
        </p>
      )}
    </div>
  )
}

type FieldsProps = {
  line: Line
  def: Rule['lines'][number]
  onChange: (change: Partial<Line>) => void
  onRemove: () => void
}

function LineFields({ line, def, onChange, onRemove }: FieldsProps) {
  const t = useText(scoresText)
  const both = useBoth()
  // Shares are kept in basis points and typed in per cent.
  const scale = def.unit === 'bp' ? 100 : 1
  const unit = t(def.unit === 'bp' ? 'unit_bp' : 'unit_count')
  const name = both(def.title)
  const value = (key: 'full' | 'zero') => (
    <div className="bw-score-field">
      {t(key)}
      <InputNumber
        value={line[key] / scale}
        suffix={unit}
        aria-label={`${name} ${t(key)}`}
        onChange={(next) => next !== null && onChange({ [key]: Math.round(next * scale) })}
      />
    </div>
  )
  return (
    <div className="bw-score-fields">
      <strong>{name}</strong>
      <div className="bw-score-field">
        {t('weight')}
        <InputNumber
          min={1}
          max={WHOLE}
          precision={0}
          value={line.weight}
          suffix="%"
          aria-label={`${name} ${t('weight')}`}
          onChange={(next) => onChange({ weight: next ?? 0 })}
        />
      </div>
      {value('full')}
      {value('zero')}
      <Button
        type="text"
        icon={<DeleteOutlined />}
        aria-label={t('remove', { line: name })}
        onClick={onRemove}
      />
    </div>
  )
}
