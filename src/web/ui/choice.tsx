import { CloseCircleFilled, DownOutlined } from '@ant-design/icons'
import { type ReactNode, useState } from 'react'
import type { ChoiceProps } from './choice-list.tsx'
import './choice.css'
import { later } from './later.tsx'

const ChoiceList = later(async () => (await import('./choice-list.tsx')).ChoiceList)

/**
 * One of several behind a click. Until it is used it only says what is chosen: the list with its search is
 * half as heavy as a page and comes when a hand is near (decision 0032).
 */
export function Choice(props: ChoiceProps) {
  const [isUsed, setIsUsed] = useState(false)
  const { value, options, label, className = '', isPlain = false, clearable = false, onChange } = props
  if (isUsed) return <ChoiceList {...props} />
  const chosen: ReactNode = options.find((one) => one.value === value)?.label
  return (
    <span className={`bw-choice ${isPlain ? 'bw-choice-plain' : ''} ${className}`}>
      <button
        type="button"
        role="combobox"
        aria-label={label}
        aria-haspopup="listbox"
        aria-expanded={false}
        onClick={() => setIsUsed(true)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setIsUsed(true)
        }}
      >
        <span className={chosen ? '' : 'bw-choice-none'}>{chosen ?? label}</span>
        <DownOutlined />
      </button>
      {clearable && chosen && (
        // By keyboard the open list is cleared; this is for the hand, as everywhere else.
        <CloseCircleFilled className="bw-choice-clear" onClick={() => onChange(undefined)} />
      )}
    </span>
  )
}
