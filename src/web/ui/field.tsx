import { cloneElement, type ReactElement, type ReactNode, useId } from 'react'
import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'

type FieldProps = {
  label: ReactNode
  hint?: ReactNode
  optional?: boolean
  /** What is wrong with what was typed. */
  problem?: string | undefined
  /** One control that takes an `id`: Input, Select, InputNumber, DatePicker … */
  children: ReactElement<{ id?: string }>
}

/** A labelled control of a form. */
export function Field({ label, hint, optional = false, problem, children }: FieldProps) {
  const id = useId()
  const t = useText(uiText)
  return (
    <div className="bw-field">
      <label htmlFor={id}>
        {label}
        {optional && <em>{t('optional')}</em>}
      </label>
      {cloneElement(children, { id })}
      {problem ? (
        <span className="bw-danger">{problem}</span>
      ) : (
        hint && <span className="bw-muted">{hint}</span>
      )}
    </div>
  )
}
