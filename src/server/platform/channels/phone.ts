import type { PhoneMessage, PhoneSpan } from '../../../api/notify.ts'
import { textOf } from './transport.ts'

/**
 * Draws a message as the receiver's phone would, from the very body that was sent: what looks wrong here
 * would look wrong there. Bodies that cannot be read are shown as they are.
 */
export function drawPhone(app: PhoneMessage['app'], shown: string): PhoneMessage {
  let body: unknown
  try {
    body = JSON.parse(shown)
  } catch {
    return { app, title: '', tone: 'info', lines: [[plain(shown)]], buttons: [] }
  }
  const record = asRecord(body)
  if (app === 'feishu' && record.msg_type === 'interactive') return drawCard(asRecord(record.card))
  if (app === 'webhook') return drawJson(record)
  if (app === 'mail') return drawMail(record)
  return drawText(app, record)
}

function drawText(app: PhoneMessage['app'], record: Record<string, unknown>): PhoneMessage {
  const markdown = asRecord(record.markdown)
  const content =
    textOf(markdown.content) ||
    textOf(markdown.text) ||
    textOf(asRecord(record.text).content) ||
    textOf(asRecord(record.content).text)
  const lines = content.split(/\n+/).filter((text) => text.trim() !== '')
  const title = (lines[0] ?? '').replace(/^#+\s*/, '')
  const buttons: PhoneMessage['buttons'] = []
  const drawn: PhoneSpan[][] = []
  for (const text of lines.slice(1)) {
    const link = WHOLE_LINK.exec(text) ?? LABELLED_LINK.exec(text)
    if (link?.[1] && link[2]) buttons.push({ label: link[1], href: link[2] })
    else drawn.push(drawLine(text))
  }
  const called = textMentions(asRecord(record.text))
  if (called.length > 0) drawn.push(called)
  return { app, title, tone: toneOf(drawn), lines: drawn, buttons }
}

/** The plain text form of WeCom names the people beside the text, not in it. */
function textMentions(text: Record<string, unknown>): PhoneSpan[] {
  const ids = [text.mentioned_list, text.mentioned_mobile_list].flatMap((list) =>
    Array.isArray(list) ? list : [],
  )
  return ids.filter((id) => typeof id === 'string').map((id) => ({ text: `@${id} `, style: 'mention' }))
}

const WHOLE_LINK = /^\[([^\]]+)\]\((\S+)\)$/
const LABELLED_LINK = /^([^：:\s][^：:]{0,20})：(https?:\/\/\S+)$/

function drawLine(text: string): PhoneSpan[] {
  const quote = /^>\s*/.test(text)
  const spans = drawSpans(text.replace(/^(?:>\s*|-\s+)/, ''))
  return quote ? spans.map((span) => (span.style === 'plain' ? { ...span, style: 'quote' } : span)) : spans
}

const INLINE =
  /<font color="(\w+)">(.*?)<\/font>|<@([^>]+)>|\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)\s]+)\)|<at (?:user_)?id="?([\w-]+)"?>(.*?)<\/at>|@(\d{6,})/g

function drawSpans(text: string): PhoneSpan[] {
  const spans: PhoneSpan[] = []
  let from = 0
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) spans.push(plain(text.slice(from, match.index)))
    spans.push(drawMatch(match))
    from = match.index + match[0].length
  }
  if (from < text.length) spans.push(plain(text.slice(from)))
  return spans
}

function drawMatch(match: RegExpExecArray): PhoneSpan {
  const [, colour, coloured, wecomId, bold, label, href, feishuId, feishuName, phone] = match
  if (coloured !== undefined) return { text: coloured, style: FONT[colour ?? ''] ?? 'plain' }
  if (wecomId !== undefined) return { text: `@${wecomId}`, style: 'mention' }
  if (bold !== undefined) return { text: bold, style: 'bold' }
  if (label !== undefined && href !== undefined) return { text: label, style: 'link', href }
  if (feishuId !== undefined) return { text: `@${feishuName || feishuId}`, style: 'mention' }
  return { text: `@${phone}`, style: 'mention' }
}

const FONT: Record<string, PhoneSpan['style']> = { warning: 'bad', info: 'good', comment: 'muted' }

function drawCard(card: Record<string, unknown>): PhoneMessage {
  const header = asRecord(card.header)
  const lines: PhoneSpan[][] = []
  const buttons: PhoneMessage['buttons'] = []
  for (const element of asList(card.elements)) {
    for (const field of asList(element.fields)) lines.push(drawField(textOf(asRecord(field.text).content)))
    const content = textOf(asRecord(element.text).content)
    if (element.tag === 'div' && content) lines.push(drawSpans(content))
    for (const action of asList(element.actions)) {
      buttons.push({ label: textOf(asRecord(action.text).content), href: textOf(action.url) })
    }
  }
  return {
    app: 'feishu',
    title: textOf(asRecord(header.title).content),
    tone: TEMPLATE_TONE[textOf(header.template)] ?? 'info',
    lines,
    buttons,
  }
}

const TEMPLATE_TONE: Record<string, PhoneMessage['tone']> = {
  red: 'bad',
  orange: 'warn',
  blue: 'info',
  green: 'good',
}

/** "**客户**\n杭州某某": the label above the value on the phone, side by side here. */
function drawField(content: string): PhoneSpan[] {
  const [label = '', ...value] = content.split('\n')
  return [{ text: `${label.replaceAll('**', '')} `, style: 'muted' }, ...drawSpans(value.join(' '))]
}

function drawMail(record: Record<string, unknown>): PhoneMessage {
  const tone = textOf(record.tone)
  const buttons: PhoneMessage['buttons'] = []
  const lines: PhoneSpan[][] = []
  for (const text of textOf(record.text).split('\n').slice(1)) {
    const link = LABELLED_LINK.exec(text)
    if (link?.[1] && link[2]) buttons.push({ label: link[1], href: link[2] })
    else if (text.trim()) lines.push([plain(text)])
  }
  return {
    app: 'mail',
    title: textOf(record.subject),
    tone: tone === 'bad' || tone === 'warn' || tone === 'good' ? tone : 'info',
    lines,
    buttons,
  }
}

function drawJson(record: Record<string, unknown>): PhoneMessage {
  const lines = JSON.stringify(record.data ?? record, null, 2).split('\n')
  return {
    app: 'webhook',
    title: textOf(record.type),
    tone: 'info',
    lines: lines.slice(0, 60).map((text) => [plain(text)]),
    buttons: [],
  }
}

function toneOf(lines: readonly PhoneSpan[][]): PhoneMessage['tone'] {
  return lines.some((line) => line.some((span) => span.style === 'bad')) ? 'warn' : 'info'
}

function plain(text: string): PhoneSpan {
  return { text, style: 'plain' }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function asList(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(asRecord) : []
}
