/** Fitting text into what a provider accepts. Limits are bytes of UTF-8: a Chinese character counts three. */

/** One line of a message; when it is too long `text` is cut and the markup around it stays whole. */
export type Line = { before: string; text: string; after: string }

export function line(text: string): Line {
  return { before: '', text, after: '' }
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/** The longest beginning of `text` within `limit` bytes that does not split a character. */
export function cutBytes(text: string, limit: number): string {
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += byteLength(character)
    if (bytes > limit) return text.slice(0, end)
    end += character.length
  }
  return text
}

/** `text` itself when it fits, else its beginning and an ellipsis, together within `limit` bytes. */
export function clip(text: string, limit: number): string {
  return byteLength(text) <= limit ? text : `${cutBytes(text, limit - byteLength('…'))}…`
}

/**
 * Head, as much of the body as fits, and tail: the title, who is meant and the link always survive. A body
 * that had to be cut ends in "…" (the tail carries the link to the rest).
 */
export function fitLines(parts: {
  head: readonly string[]
  body: readonly Line[]
  tail: readonly string[]
  separator: string
  limit: number
}): string {
  const { head, body, tail, separator, limit } = parts
  const gap = byteLength(separator)
  const fixed = byteLength([...head, ...tail].join(separator))
  const kept: string[] = []
  let room = limit - fixed
  for (const { before, text, after } of body) {
    const frame = byteLength(before) + byteLength(after) + gap
    const size = frame + byteLength(text)
    // The last line that still fits must leave space for saying that something is missing.
    if (size <= room - (body.length > kept.length + 1 ? gap + byteLength('…') : 0)) {
      kept.push(before + text + after)
      room -= size
      continue
    }
    if (room > frame + byteLength('…')) kept.push(before + clip(text, room - frame) + after)
    else if (room >= gap + byteLength('…')) kept.push('…')
    break
  }
  return clip([...head, ...kept, ...tail].join(separator), limit)
}

/**
 * Text from records made harmless for a chat group: a customer called `<@all>` must not page everybody, and
 * `[x](http://…)` must not become a link. Look-alike full-width signs keep it readable.
 */
export function harmless(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[<>[\]`]/g, (sign) => FULL_WIDTH[sign] ?? sign)
    .trim()
}

const FULL_WIDTH: Record<string, string> = { '<': '＜', '>': '＞', '[': '［', ']': '］', '`': '｀' }

/** A link target that cannot end the markdown around it early. */
export function linkTarget(url: string): string {
  return url.replace(
    /[\s()<>]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

export function isLink(url: string): boolean {
  return /^https?:\/\/[^\s]+$/i.test(url)
}
