/**
 * The few signs an article is written with: headings (`#` to `###`), lists (`-` or `1.`), `**bold**` and
 * `[words](https://…)`. It becomes plain parts that a page draws; nothing of it is ever read as HTML, so that
 * whatever is typed stays text.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold'; text: string }
  | { kind: 'link'; text: string; href: string }

export type Part =
  | { kind: 'heading'; level: 1 | 2 | 3; line: Inline[] }
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }

export function parseArticle(body: string): Part[] {
  const parts: Part[] = []
  let isOpen = false
  for (const raw of body.split(/\r?\n/)) {
    const line = raw.trim()
    if (line === '') {
      isOpen = false
      continue
    }
    const next = partOf(line)
    const last = parts.at(-1)
    if (isOpen && last?.kind === 'paragraph' && next.kind === 'paragraph') last.lines.push(...next.lines)
    else if (isOpen && last?.kind === 'list' && next.kind === 'list' && last.ordered === next.ordered)
      last.items.push(...next.items)
    else parts.push(next)
    isOpen = true
  }
  return parts
}

const HEADING = /^(#{1,3})\s+(.+)$/
const BULLET = /^[-*•]\s+(.+)$/
const NUMBERED = /^\d{1,3}(?:[.)]\s+|[、．]\s*)(.+)$/

function partOf(line: string): Part {
  const heading = HEADING.exec(line)
  if (heading) {
    return { kind: 'heading', level: heading[1]!.length as 1 | 2 | 3, line: parseInline(heading[2]!) }
  }
  const bullet = BULLET.exec(line)
  if (bullet) return { kind: 'list', ordered: false, items: [parseInline(bullet[1]!)] }
  const numbered = NUMBERED.exec(line)
  if (numbered) return { kind: 'list', ordered: true, items: [parseInline(numbered[1]!)] }
  return { kind: 'paragraph', lines: [parseInline(line)] }
}

/** Lengths are bounded, so that a page of opening brackets costs no more than one of words. */
const SIGN = /\*\*([^*\n]{1,500})\*\*|\[([^[\]\n]{1,200})\]\((https?:\/\/[^\s()<>"'`]{1,500})\)/gi

function parseInline(line: string): Inline[] {
  const found: Inline[] = []
  let end = 0
  for (const sign of line.matchAll(SIGN)) {
    if (sign.index > end) found.push({ kind: 'text', text: line.slice(end, sign.index) })
    const [whole, bold, text, href] = sign
    found.push(bold === undefined ? { kind: 'link', text: text!, href: href! } : { kind: 'bold', text: bold })
    end = sign.index + whole.length
  }
  if (end < line.length || found.length === 0) found.push({ kind: 'text', text: line.slice(end) })
  return found
}

/** The words without their signs: for a line of a list and for looking them up. */
export function wordsOf(body: string): string {
  const text = (line: Inline[]) => line.map((piece) => piece.text).join('')
  return parseArticle(body)
    .flatMap((part) => {
      if (part.kind === 'heading') return [text(part.line)]
      return (part.kind === 'list' ? part.items : part.lines).map(text)
    })
    .join(' ')
}
