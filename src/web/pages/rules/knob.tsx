import { InputNumber } from 'antd'
import { rulesText } from '../../../text/web/rules.ts'
import { useBoth, useText } from '../../ui/language.tsx'
import type { Rule } from './rule.ts'

type RuleKnob = Rule['knobs'][number]

/** How many stored units make one that people type: fen → yuan, basis points → percent. */
const PER_SHOWN: Record<RuleKnob['unit'], number> = {
  days: 1,
  workminutes: 540,
  count: 1,
  pct: 1,
  fen: 100,
  bp: 100,
  number: 1,
}

type KnobProps = { knob: RuleKnob; value: number; disabled: boolean; onChange: (value: number) => void }

/** One number of a rule, in the unit people use. */
export function Knob({ knob, value, disabled, onChange }: KnobProps) {
  const t = useText(rulesText)
  const both = useBoth()
  const per = PER_SHOWN[knob.unit]
  const label = both(knob.label)
  return (
    <div className="bw-knob">
      <span>{label}</span>
      <span className="bw-row">
        <InputNumber
          size="small"
          value={value / per}
          min={knob.min / per}
          max={knob.max / per}
          precision={knob.unit === 'number' ? 4 : knob.unit === 'bp' ? 1 : 0}
          disabled={disabled}
          aria-label={label}
          changeOnWheel={false}
          formatter={(shown) => String(shown ?? '').replace(/\B(?=(\d{3})+(?!\d))/g, ',')}
          parser={(typed) => Number((typed ?? '').replace(/[,，]/g, ''))}
          onChange={(next) =>
            next !== null && onChange(knob.unit === 'number' ? next : Math.round(next * per))
          }
        />
        <span className="bw-muted">{t(`unit_${knob.unit}`)}</span>
      </span>
    </div>
  )
}
