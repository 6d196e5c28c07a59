import { App, Button, InputNumber } from 'antd'
import { useState } from 'react'
import { recordIndicatorValues } from '../../../api/indicators.ts'
import { INDICATOR_MAX } from '../../../core/indicator/indicator.ts'
import { indicatorsText } from '../../../text/web/indicators.ts'
import { useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import './indicators.css'
import type { Indicator } from './indicator.ts'

/** The figure of one period, the one that is expected next to begin with. */
export function RecordValue({ indicator }: { indicator: Indicator }) {
  const t = useText(indicatorsText)
  const { message } = App.useApp()
  const today = useToday()
  const awaited = indicator.next && indicator.next.on <= today ? indicator.next.on : today
  const [on, setOn] = useState<string | null>(null)
  const [value, setValue] = useState<number | null>(null)
  const send = useSend(recordIndicatorValues, {
    onDone: ({ same }) => {
      void message.success(t(same > 0 ? 'same' : 'recorded'))
      setOn(null)
      setValue(null)
    },
  })
  const { key } = indicator
  return (
    <>
      <div className="bw-row bw-wrap biz-record-value">
        <Field label={t('recordOn')}>
          <DayInput value={on ?? awaited} onChange={setOn} to={today} clearable={false} />
        </Field>
        <Field label={indicator.unit ? `${t('value')}（${indicator.unit}）` : t('value')}>
          <InputNumber
            value={value}
            min={-INDICATOR_MAX}
            max={INDICATOR_MAX}
            changeOnWheel={false}
            onChange={setValue}
          />
        </Field>
        <Button
          type="primary"
          disabled={value === null}
          loading={send.isPending}
          onClick={() =>
            value !== null && send.mutate({ body: { values: [{ key, on: on ?? awaited, value }] } })
          }
        >
          {t('recordSave')}
        </Button>
      </div>
      <ErrorNote error={send.error} />
    </>
  )
}
