import type { ChannelSettings } from '../../../api/notify.ts'
import { ROBOT_BASE_URLS } from '../../../core/notify/robot-url.ts'
import type { MailReceiver } from '../../platform/channels/mail.ts'
import type { ChannelTarget } from '../../platform/channels/send.ts'
import { seal, unseal } from '../../platform/crypto.ts'

/**
 * A channel's settings in two halves: what may be read (`config`), and what opens the provider's door, sealed
 * together and shown as `••••last4` only.
 */
const SECRETS: Readonly<Record<ChannelSettings['kind'], readonly string[]>> = {
  wecom: ['key'],
  dingtalk: ['accessToken', 'signSecret'],
  feishu: ['token', 'signSecret'],
  webhook: ['secret', 'previousSecret'],
  mail: ['password'],
}

type Plain = string | number | null
export type ChannelConfig = { settings: Record<string, Plain>; masks: Record<string, string> }
export type ChannelSecrets = Record<string, string>

/** The secrets that a channel of this kind cannot do without. */
export function missingSecret(kind: ChannelSettings['kind'], secrets: ChannelSecrets): string | null {
  const needed = { wecom: 'key', dingtalk: 'accessToken', feishu: 'token', webhook: 'secret', mail: null }[
    kind
  ]
  return needed !== null && !secrets[needed] ? needed : null
}

/** Splits what was typed; secrets left out keep their stored value. */
export function splitSettings(
  input: ChannelSettings,
  stored: ChannelSecrets,
): { config: ChannelConfig; secrets: ChannelSecrets } {
  const names = SECRETS[input.kind]
  const settings: Record<string, Plain> = {}
  const secrets: ChannelSecrets = {}
  for (const [name, value] of Object.entries(input)) {
    if (!names.includes(name) && name !== 'kind' && value !== undefined) settings[name] = value
  }
  for (const name of names) {
    const typed = (input as Record<string, unknown>)[name]
    const value = typeof typed === 'string' ? typed : stored[name]
    if (value) secrets[name] = value
  }
  const masks = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, maskSecret(value)]))
  return { config: { settings, masks }, secrets }
}

/** Short secrets show nothing of themselves: four of eight characters would be half of it. */
export function maskSecret(secret: string): string {
  return secret.length >= 12 ? `••••${secret.slice(-4)}` : '••••'
}

/** What the page sees: settings with each secret replaced by its mask. */
export function shownSettings(config: ChannelConfig): Record<string, Plain> {
  return { ...config.settings, ...config.masks }
}

type Place = { orgId: string; channelId: string }

export function sealSecrets(key: Buffer, place: Place, secrets: ChannelSecrets): Buffer {
  return seal(key, placeOf(place), JSON.stringify(secrets))
}

export function unsealSecrets(key: Buffer, place: Place, sealed: Buffer | null): ChannelSecrets {
  return sealed === null ? {} : (JSON.parse(unseal(key, placeOf(place), sealed)) as ChannelSecrets)
}

/** The target in clear, for the moment of sending. */
export function targetOf(
  kind: string,
  config: ChannelConfig,
  secrets: ChannelSecrets,
  to: MailReceiver | null,
): ChannelTarget {
  const { settings } = config
  const text = (name: string) =>
    settings[name] === undefined || settings[name] === null ? null : String(settings[name])
  switch (kind) {
    case 'wecom':
      return { kind, key: secrets.key ?? '', baseUrl: text('baseUrl') ?? ROBOT_BASE_URLS.wecom }
    case 'dingtalk':
      return {
        kind,
        accessToken: secrets.accessToken ?? '',
        signSecret: secrets.signSecret ?? null,
        keyword: text('keyword'),
        baseUrl: text('baseUrl') ?? ROBOT_BASE_URLS.dingtalk,
      }
    case 'feishu':
      return {
        kind,
        token: secrets.token ?? '',
        signSecret: secrets.signSecret ?? null,
        keyword: text('keyword'),
        format: text('format') === 'text' ? 'text' : 'card',
        baseUrl: text('baseUrl') ?? ROBOT_BASE_URLS.feishu,
      }
    case 'webhook':
      return {
        kind,
        url: text('url') ?? '',
        secrets: [secrets.secret, secrets.previousSecret].filter((secret) => secret !== undefined),
      }
    case 'mail':
      return mailTarget(settings, secrets, to)
    default:
      throw new Error(`unknown channel kind ${kind}`)
  }
}

function mailTarget(
  settings: Record<string, Plain>,
  secrets: ChannelSecrets,
  to: MailReceiver | null,
): ChannelTarget {
  if (to === null) throw new Error('a mail needs a receiver')
  const { security } = settings
  return {
    kind: 'mail',
    host: String(settings.host ?? ''),
    port: Number(settings.port ?? 465),
    security: security === 'starttls' || security === 'none' ? security : 'tls',
    user: settings.user ? String(settings.user) : null,
    password: secrets.password ?? null,
    from: String(settings.from ?? ''),
    fromName: settings.fromName ? String(settings.fromName) : null,
    to,
  }
}

function placeOf({ orgId, channelId }: Place): string {
  return `${orgId}|channel|secret|${channelId}`
}
