import { Select } from 'antd'
import type { ReactNode } from 'react'

export type ChoiceProps = {
  value: string | undefined
  options: readonly { value: string; label: ReactNode }[]
  /** Says what is chosen here while nothing is. */
  label: string
  clearable?: boolean
  /** Without a frame and small, in the bar of a list. */
  isPlain?: boolean
  className?: string
  onChange: (next: string | undefined) => void
}

/** The open list; it is made at the click that wants it, so it opens by itself. */
export function ChoiceList(props: ChoiceProps) {
  const { value, options, label, clearable = false, isPlain = false, className = '', onChange } = props
  return (
    <Select
      defaultOpen
      autoFocus
      value={value ?? null}
      options={[...options]}
      placeholder={label}
      aria-label={label}
      allowClear={clearable}
      showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
      popupMatchSelectWidth={false}
      {...(isPlain ? { size: 'small', variant: 'borderless' } : {})}
      className={className}
      onChange={(next) => onChange(next ?? undefined)}
    />
  )
}
