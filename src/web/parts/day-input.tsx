import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { type KeyboardEvent, useState } from 'react'
import { formsText } from '../../text/web/forms.ts'
import { useText } from '../ui/language.tsx'

type DayInputProps = {
  value?: string | null | undefined
  onChange?: (day: string | null) => void
  id?: string
  /** First and last day that may be chosen. */
  from?: string | undefined
  to?: string | undefined
  clearable?: boolean
  label?: string
}

/** A calendar day as "YYYY-MM-DD"; on a phone the keyboard stays away. */
export function DayInput({ value, onChange, id, from, to, clearable = true, label }: DayInputProps) {
  const t = useText(formsText)
  const [isOpen, setIsOpen] = useState(false)
  // Enter in a field submits its form; the picker would open the calendar again instead.
  const submit = (event: KeyboardEvent<HTMLElement>, preventDefault: () => void) => {
    const form = event.currentTarget.closest('form')
    if (event.key !== 'Enter' || isOpen || !value || !form) return
    preventDefault()
    event.preventDefault()
    form.requestSubmit()
  }
  return (
    <DatePicker
      {...(id ? { id } : {})}
      className="biz-wide"
      value={value ? dayjs(value) : null}
      placeholder={t('pickDay')}
      allowClear={clearable}
      aria-label={label}
      onOpenChange={setIsOpen}
      onKeyDown={submit}
      disabledDate={(day) => {
        const text = day.format('YYYY-MM-DD')
        return (from !== undefined && text < from) || (to !== undefined && text > to)
      }}
      onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : null)}
    />
  )
}
