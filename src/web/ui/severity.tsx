import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'

export type SeverityLevel = 1 | 2 | 3

/** 1 紧急, 2 重要, 3 提醒. Colour never stands alone: the word is always there. */
export function Severity({ level, plain = false }: { level: SeverityLevel; plain?: boolean }) {
  const t = useText(uiText)
  const word = t(`severity${level}`)
  if (plain) return <span className={`bw-dot bw-dot-${level}`} title={word} role="img" aria-label={word} />
  return (
    <span className={`bw-severity bw-severity-${level}`}>
      <span className={`bw-dot bw-dot-${level}`} aria-hidden />
      {word}
    </span>
  )
}
