import { TabularError } from './tabular-error.ts'

/** What a reader wants to hear of an XML document. Names come without their namespace prefix. */
export type XmlHandler = {
  open(name: string, attributes: string): void
  close(name: string): void
  text(text: string): void
}

/** A single tag or text run longer than this is no spreadsheet. */
const LONGEST_PIECE = 4 * 1024 * 1024

/**
 * A streaming scanner for the XML inside .xlsx: tags, text, CDATA. It expands only the five predefined and
 * numeric
 * entities and ignores DOCTYPE, so entity bombs and external entities have nothing to hold on to.
 */
export class XmlScanner {
  private rest = ''
  private readonly handler: XmlHandler

  constructor(handler: XmlHandler) {
    this.handler = handler
  }

  feed(chunk: string): void {
    const text = this.rest === '' ? chunk : this.rest + chunk
    let at = 0
    while (at < text.length) {
      const next = text.charCodeAt(at) === 60 ? this.markup(text, at) : this.run(text, at)
      if (next < 0) break
      at = next
    }
    this.rest = at === 0 ? text : text.slice(at)
    if (this.rest.length > LONGEST_PIECE) throw new TabularError('too_complex')
  }

  /** A text run, complete only when the next tag has begun. */
  private run(text: string, at: number): number {
    const end = text.indexOf('<', at)
    if (end < 0) return -1
    this.handler.text(decodeEntities(text.slice(at, end)))
    return end
  }

  private markup(text: string, at: number): number {
    const second = text.charCodeAt(at + 1)
    if (Number.isNaN(second)) return -1
    if (second === 33) return this.declaration(text, at)
    if (second === 63) return after(text, '?>', at)
    const end = tagEnd(text, at)
    if (end < 0) return -1
    if (second === 47) this.handler.close(localName(text.slice(at + 2, end).trim()))
    else this.element(text.slice(at + 1, end))
    return end + 1
  }

  private declaration(text: string, at: number): number {
    if (text.length - at < 9) return -1
    if (text.startsWith('<!--', at)) return after(text, '-->', at)
    if (text.startsWith('<![CDATA[', at)) {
      const end = text.indexOf(']]>', at)
      if (end < 0) return -1
      this.handler.text(text.slice(at + 9, end))
      return end + 3
    }
    return after(text, '>', at)
  }

  private element(inner: string): void {
    const selfClosing = inner.endsWith('/')
    const body = selfClosing ? inner.slice(0, -1) : inner
    let split = 0
    while (split < body.length && body.charCodeAt(split) > 32) split += 1
    const name = localName(body.slice(0, split))
    this.handler.open(name, body.slice(split))
    if (selfClosing) this.handler.close(name)
  }
}

/** The value of one attribute in a tag's attribute text, or null. */
export function attribute(attributes: string, name: string): string | null {
  let at = attributes.indexOf(`${name}=`)
  while (at > 0 && attributes.charCodeAt(at - 1) > 32) at = attributes.indexOf(`${name}=`, at + 1)
  if (at < 0) return null
  const quote = attributes[at + name.length + 1]
  if (quote !== '"' && quote !== "'") return null
  const start = at + name.length + 2
  const end = attributes.indexOf(quote, start)
  return end < 0 ? null : decodeEntities(attributes.slice(start, end))
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w{2,4});/gi, (whole, name: string) => {
    if (name[0] !== '#') return NAMED[name] ?? whole
    const code =
      name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

/** The closing `>` of a tag, not one inside an attribute value. */
function tagEnd(text: string, at: number): number {
  let end = text.indexOf('>', at)
  let quote = text.indexOf('"', at)
  while (quote >= 0 && quote < end) {
    const close = text.indexOf('"', quote + 1)
    if (close < 0) return -1
    if (close > end) end = text.indexOf('>', close)
    quote = text.indexOf('"', close + 1)
  }
  return end
}

function after(text: string, mark: string, at: number): number {
  const end = text.indexOf(mark, at)
  return end < 0 ? -1 : end + mark.length
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
