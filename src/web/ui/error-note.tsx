import { Alert } from 'antd'
import { type CodedError, useRefusalSentence } from './refusal.tsx'

/** The error of a form or a confirm, shown once, right there. Nothing when there is none. */
export function ErrorNote({ error }: { error: CodedError | null | undefined }) {
  const sentence = useRefusalSentence()
  if (!error) return null
  return <Alert type="error" showIcon title={sentence(error)} className="bw-error-note" />
}
