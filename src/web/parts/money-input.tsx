import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { fenFromDecimal, formatFen } from '../../core/money.ts'
import { formsText } from '../../text/web/forms.ts'
import { useText } from '../ui/language.tsx'

type MoneyInputProps = {
  /** Fen as a safe integer; null while empty or unreadable. */
  value?: number | null | undefined
  onChange?: (fen: number | null) => void
  id?: string
  disabled?: boolean
  autoFocus?: boolean
  size?: 'small' | 'middle' | 'large'
  label?: string
  /** what the amount is in; yuan when left out */
  currency?: string
}

/**
 * An amount as people write it ("128,000", "￥12.8万", full-width digits); leaves the field as the exact
 * figure.
 */
export function MoneyInput({ value, onChange, label, currency = 'CNY', ...rest }: MoneyInputProps) {
  const t = useText(formsText)
  const [text, setText] = useState(() => shown(value))
  const [bad, setBad] = useState(false)
  useEffect(() => {
    setText((typed) => (readAmount(typed) === (value ?? null) ? typed : shown(value)))
  }, [value])
  return (
    <>
      <Input
        {...rest}
        value={text}
        prefix={currency === 'CNY' ? '¥' : currency}
        inputMode="decimal"
        placeholder={t('amountHint')}
        status={bad ? 'error' : ''}
        aria-label={label}
        aria-invalid={bad}
        onChange={(event) => {
          setText(event.target.value)
          setBad(false)
          onChange?.(readAmount(event.target.value))
        }}
        onBlur={() => {
          const fen = readAmount(text)
          setBad(fen === null && text.trim() !== '')
          if (fen !== null) setText(shown(fen))
        }}
      />
      {bad && (
        <span className="bw-danger biz-hint" role="alert">
          {t('amountBad')}
        </span>
      )}
    </>
  )
}

/** Fen of an amount as typed, or null. Digits go through text, never through a float. */
export function readAmount(typed: string): number | null {
  const plain = typed
    .normalize('NFKC')
    .replace(/[,\s¥￥元]/g, '')
    .replace(/。/g, '.')
  const match = /^(-?\d*\.?\d*)(万)?$/.exec(plain)
  if (!match?.[1]) return null
  const fen = fenFromDecimal(match[2] ? shiftFour(match[1]) : match[1])
  if (fen === null) return null
  const small = Number(fen)
  return Number.isSafeInteger(small) ? small : null
}

/** Moves the decimal point four places to the right: 12.8 万 is 128000. */
function shiftFour(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.')
  return `${whole}${fraction.padEnd(4, '0').slice(0, 4)}.${fraction.slice(4)}`
}

function shown(fen: number | null | undefined): string {
  return fen === null || fen === undefined ? '' : formatFen(BigInt(fen))
}
