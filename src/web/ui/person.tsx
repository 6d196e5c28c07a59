import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'

/** A person: the last character of a Chinese name (or the initial) as a mark, then the name. */
export function Person({
  name,
  note,
  bare = false,
}: {
  name: string | null | undefined
  note?: string
  bare?: boolean
}) {
  const t = useText(uiText)
  if (!name) return <span className="bw-muted">{t('nobody')}</span>
  const mark = /^[\x20-\x7e]+$/.test(name) ? name.charAt(0).toUpperCase() : name.slice(-1)
  return (
    <span className="bw-person">
      {!bare && (
        <span className="bw-person-mark" data-hue={hueOf(name)} aria-hidden>
          {mark}
        </span>
      )}
      <span>{name}</span>
      {note && <span className="bw-muted">{note}</span>}
    </span>
  )
}

function hueOf(name: string): number {
  let sum = 0
  for (const char of name) sum += char.codePointAt(0) ?? 0
  return sum % 6
}
