import { Button, type ButtonProps, Tooltip } from 'antd'
import { useRefusalSentence } from './refusal.tsx'

export type Can = true | string | undefined

/**
 * A button for something that may be refused (law 7): `can` is the reply's own answer, `true` or the code of
 * the reason, which is shown where the action was offered. An absent answer hides the button.
 */
export function CanButton({ can, ...button }: { can: Can } & ButtonProps) {
  const sentence = useRefusalSentence()
  if (can === undefined) return null
  if (can === true) return <Button {...button} />
  const reason = sentence({ code: can })
  return (
    <Tooltip title={reason}>
      {/* A disabled button takes no focus; the wrapper lets keyboard and screen reader find the reason. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason must be reachable by keyboard */}
      <span tabIndex={0} role="note" aria-label={reason} className="bw-can">
        <Button {...button} disabled />
      </span>
    </Tooltip>
  )
}
