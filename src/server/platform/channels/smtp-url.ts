import type { MailSettings } from './mail.ts'

/**
 * A mail account as one address: `smtps://user:password@host:465`, `smtp://user:password@host:587`. Special
 * characters of user and password are percent-encoded. `?from=` names the sender when the user is no mail
 * address, `?name=` what receivers read beside it, `?security=tls|starttls|none` what the port does not say.
 */
export function parseSmtpUrl(text: string): MailSettings {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    throw new Error('SMTP_URL must look like smtps://user:password@host:465 or smtp://user:password@host:587')
  }
  const host = decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1')
  const user = decodeURIComponent(url.username)
  const from = url.searchParams.get('from') ?? (user.includes('@') ? user : '')
  if (!/^[^@\s]+@[^@\s]+$/.test(from)) {
    throw new Error('SMTP_URL needs a sender: add ?from=name@company.com')
  }
  const security = securityOf(url, host)
  return {
    kind: 'mail',
    host,
    port: url.port === '' ? (security === 'tls' ? 465 : 587) : Number(url.port),
    security,
    user: user || null,
    password: decodeURIComponent(url.password) || null,
    from,
    fromName: url.searchParams.get('name'),
  }
}

/** Encrypted unless the server runs on this very machine or the operator says otherwise. */
function securityOf(url: URL, host: string): MailSettings['security'] {
  const said = url.searchParams.get('security')
  if (said === 'tls' || said === 'starttls' || said === 'none') return said
  if (said !== null) throw new Error('SMTP_URL: security must be tls, starttls or none')
  if (url.protocol === 'smtps:' || url.port === '465') return 'tls'
  return /^(localhost|127\.|::1$)/.test(host) ? 'none' : 'starttls'
}
