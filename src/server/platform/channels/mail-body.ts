import type { Message, Tone } from '../../../core/notify/message.ts'
import { isLink } from './layout.ts'

/** The two parts of an e-mail. Inline styles, at most 600 px wide, nothing loaded from outside. */
export function mailBody(message: Message): { text: string; html: string } {
  if (message.letter) return { text: message.letter.text, html: letterPart(message.letter.text) }
  return { text: textPart(message), html: htmlPart(message) }
}

function textPart(message: Message): string {
  const link = message.link && isLink(message.link.url) ? message.link : null
  return [
    message.title,
    '',
    ...message.fields.map((field) => `${field.label}：${field.value}`),
    ...(message.fields.length > 0 ? [''] : []),
    ...message.paragraphs.flatMap((paragraph) => [paragraph, '']),
    ...(link ? [`${link.label}：${link.url}`, ''] : []),
  ].join('\n')
}

function htmlPart(message: Message): string {
  const accent = ACCENT[message.tone]
  const rows = message.fields
    .map(
      (field) =>
        `<tr><td style="padding:4px 16px 4px 0;color:#6b7280;white-space:nowrap;vertical-align:top">${escapeHtml(field.label)}</td>` +
        `<td style="padding:4px 0;color:${field.strong ? accent : '#111827'};${field.strong ? 'font-weight:600' : ''}">${escapeHtml(field.value)}</td></tr>`,
    )
    .join('')
  const paragraphs = message.paragraphs
    .map((paragraph) => `<p style="margin:12px 0;line-height:1.6">${escapeHtml(paragraph)}</p>`)
    .join('')
  const link =
    message.link && isLink(message.link.url)
      ? `<p style="margin:20px 0"><a href="${escapeHtml(message.link.url)}" style="display:inline-block;padding:8px 20px;border-radius:6px;background:${accent};color:#ffffff;text-decoration:none">${escapeHtml(message.link.label)}</a></p>`
      : ''
  return (
    "<!doctype html><html><body style=\"margin:0;padding:16px;background:#f3f4f6;font-family:-apple-system,'PingFang SC','Microsoft YaHei',sans-serif;font-size:14px;color:#111827\">" +
    `<div style="max-width:600px;margin:0 auto;background:#ffffff;border-top:4px solid ${accent};border-radius:8px;padding:20px 24px">` +
    `<h1 style="margin:0 0 12px;font-size:18px">${escapeHtml(message.title)}</h1>` +
    `<table role="presentation" style="border-collapse:collapse;font-size:14px">${rows}</table>${paragraphs}${link}</div></body></html>`
  )
}

/** A letter looks like one that was typed. */
function letterPart(text: string): string {
  const paragraphs = text
    .split(/\n{2,}/)
    .map((paragraph) => `<p style="margin:0 0 12px">${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`)
  return (
    "<!doctype html><html><body style=\"font-family:-apple-system,'PingFang SC','Microsoft YaHei',sans-serif;" +
    `font-size:14px;line-height:1.7;color:#111827;max-width:600px">${paragraphs.join('')}</body></html>`
  )
}

const ACCENT: Record<Tone, string> = { bad: '#cf1322', warn: '#d46b08', info: '#0958d9', good: '#389e0d' }

function escapeHtml(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
