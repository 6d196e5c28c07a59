import type { createChannel, listChannels } from '../../../api/notify.ts'
import type { BodyOf, ReplyOf } from '../../api.ts'

export type Channel = ReplyOf<typeof listChannels>['rows'][number]
export type ChannelBody = BodyOf<typeof createChannel>
export type Settings = ChannelBody['settings']
export type Kind = Settings['kind']

/** What the form holds: text as typed; a secret left empty stays as it was. */
export type ChannelFields = {
  name: string
  kind: Kind
  enabled: boolean
  address?: string
  signSecret?: string
  keyword?: string
  url?: string
  secret?: string
  host?: string
  port?: number
  security?: 'tls' | 'starttls' | 'none'
  user?: string
  password?: string
  from?: string
  fromName?: string
  baseUrl?: string
  departmentId?: string | null
  minSeverity: 1 | 2 | 3
  brief: boolean
}

/**
 * People copy the whole address from their group; the key is the part the provider checks. A bare key works
 * too.
 */
const KEY_IN_ADDRESS: Partial<Record<Kind, RegExp>> = {
  wecom: /[?&]key=([\w-]+)/,
  dingtalk: /[?&]access_token=([\w-]+)/,
  feishu: /\/hook\/([\w-]+)/,
}

export function keyOfAddress(kind: Kind, typed: string | undefined): string | undefined {
  const text = typed?.trim()
  if (!text) return undefined
  const found = KEY_IN_ADDRESS[kind]?.exec(text)?.[1]
  if (found) return found
  return /^[\w-]{16,}$/.test(text) ? text : undefined
}

export function bodyOf(fields: ChannelFields): ChannelBody {
  return {
    name: fields.name.trim(),
    enabled: fields.enabled,
    settings: settingsOf(fields),
    audience: {
      departmentId: fields.departmentId ?? null,
      minSeverity: fields.minSeverity,
      brief: fields.brief,
    },
  }
}

function settingsOf(fields: ChannelFields): Settings {
  const key = keyOfAddress(fields.kind, fields.address)
  const base = filled({ baseUrl: fields.baseUrl })
  switch (fields.kind) {
    case 'wecom':
      return { kind: 'wecom', ...filled({ key }), ...base }
    case 'dingtalk':
      return {
        kind: 'dingtalk',
        ...filled({ accessToken: key, signSecret: fields.signSecret, keyword: fields.keyword }),
        ...base,
      }
    case 'feishu':
      return {
        kind: 'feishu',
        ...filled({ token: key, signSecret: fields.signSecret, keyword: fields.keyword }),
        ...base,
      }
    case 'webhook':
      return { kind: 'webhook', url: fields.url?.trim() ?? '', ...filled({ secret: fields.secret }) }
    case 'mail':
      return {
        kind: 'mail',
        host: fields.host?.trim() ?? '',
        port: fields.port ?? 465,
        security: fields.security ?? 'tls',
        from: fields.from?.trim() ?? '',
        ...filled({ user: fields.user, password: fields.password, fromName: fields.fromName }),
      }
  }
}

export function fieldsOf(channel: Channel): ChannelFields {
  const kept = (name: string) => {
    const value = channel.settings[name]
    return typeof value === 'string' ? value : undefined
  }
  const port = channel.settings.port
  return {
    name: channel.name,
    kind: channel.kind,
    enabled: channel.enabled,
    departmentId: channel.audience.departmentId,
    minSeverity: channel.audience.minSeverity,
    brief: channel.audience.brief,
    security: (kept('security') as ChannelFields['security']) ?? 'tls',
    ...(typeof port === 'number' ? { port } : {}),
    ...filled({
      keyword: kept('keyword'),
      url: kept('url'),
      host: kept('host'),
      user: kept('user'),
      from: kept('from'),
      fromName: kept('fromName'),
      baseUrl: kept('baseUrl'),
    }),
  }
}

/** The stored secret as the server masks it, for the hint under an empty field. */
export function maskedIn(channel: Channel | null, ...names: string[]): string | null {
  for (const name of names) {
    const value = channel?.settings[name]
    if (typeof value === 'string' && value) return value
  }
  return null
}

function filled<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  const kept = Object.entries(values).flatMap(([name, value]) =>
    value?.trim() ? [[name, value.trim()]] : [],
  )
  return Object.fromEntries(kept) as { [K in keyof T]?: string }
}
