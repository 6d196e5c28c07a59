import { Input, Modal } from 'antd'
import type { ReactNode } from 'react'
import { uiText } from '../../text/web/ui.ts'
import { ErrorNote } from './error-note.tsx'
import { useText } from './language.tsx'
import type { CodedError } from './refusal.tsx'

const SHOWN_PROBLEMS = 5

type PasteProps = {
  open: boolean
  title: string
  /** What to copy, and from where. */
  intro: string
  label: string
  example: string
  value: string
  onChange: (text: string) => void
  /** A sentence for each line that cannot be read; nothing is taken while there is one. */
  problems: readonly string[]
  /** How many rows were read. */
  count: number
  okText: string
  busy: boolean
  error: CodedError | null
  onOk: () => void
  onCancel: () => void
  /** The rows as they were understood. */
  children: ReactNode
}

/** Rows out of a spreadsheet: seen before they count, and never guessed. */
export function PasteDialog({ value, onChange, problems, count, ...props }: PasteProps) {
  const t = useText(uiText)
  return (
    <Modal
      open={props.open}
      width={720}
      title={props.title}
      okText={props.okText}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: count === 0 || problems.length > 0 }}
      confirmLoading={props.busy}
      onOk={props.onOk}
      onCancel={props.onCancel}
      afterClose={() => onChange('')}
    >
      <div className="bw-stack">
        <p className="bw-soft">{props.intro}</p>
        <Input.TextArea
          value={value}
          placeholder={props.example}
          aria-label={props.label}
          rows={7}
          autoFocus
          onChange={(event) => onChange(event.target.value)}
        />
        {problems.slice(0, SHOWN_PROBLEMS).map((problem) => (
          <span key={problem} className="bw-danger" role="alert">
            {problem}
          </span>
        ))}
        {count > 0 && props.children}
        <ErrorNote error={props.error} />
      </div>
    </Modal>
  )
}
