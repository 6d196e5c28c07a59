/** An element by its local name; comments and processing instructions are left out. */
export type XmlElement = {
  name: string
  attributes: Record<string, string>
  text: string
  children: XmlElement[]
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s<>/!?]+)([^<>]*?)(\/?)>|([^<]+)/g
const DEPTH_MAX = 40

/**
 * A document without definitions of its own: a file that declares a document type or an entity is refused,
 * because that is how a parser is made to read other files or to fill the memory. null: not well formed.
 */
export function parseXml(source: string): XmlElement | null {
  const text = source.replace(/^\uFEFF/, '')
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return null
  const top: XmlElement = { name: '', attributes: {}, text: '', children: [] }
  const open: XmlElement[] = [top]
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    if (match.index !== end) return null
    end = match.index + match[0].length
    const [, cdata, slash, name, rest, isEmpty, words] = match
    const current = open.at(-1)!
    if (cdata !== undefined || words !== undefined) current.text += cdata ?? decode(words!)
    else if (name === undefined) continue
    else if (slash) {
      if (current.name !== local(name) || open.length === 1) return null
      open.pop()
    } else {
      const element: XmlElement = {
        name: local(name),
        attributes: attributesOf(rest!),
        text: '',
        children: [],
      }
      current.children.push(element)
      if (!isEmpty) open.push(element)
      if (open.length > DEPTH_MAX) return null
    }
  }
  return end === text.length && open.length === 1 && top.children.length === 1 ? top.children[0]! : null
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name)
}

/** The text of the first element on a path; '' where there is none. */
export function textAt(element: XmlElement, ...path: string[]): string {
  let current: XmlElement | undefined = element
  for (const name of path) current = current?.children.find((child) => child.name === name)
  return current?.text.trim() ?? ''
}

const local = (name: string) => name.slice(name.indexOf(':') + 1)

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name, double, single] of text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    found[local(name!)] = decode(double ?? single ?? '')
  return found
}

function decode(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, code: string) => {
    if (!code.startsWith('#')) return NAMED[code] ?? whole
    const point = /^#x/i.test(code) ? Number.parseInt(code.slice(2), 16) : Number(code.slice(1))
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}
