import { parseAllowList } from '../../platform/channels/address-guard.ts'
import { createHttpPort } from '../../platform/channels/http-port.ts'
import { createMailPort } from '../../platform/channels/mail.ts'
import { createSandbox, type Received, type Sandbox, sandboxPort } from '../../platform/channels/sandbox.ts'
import type { Ports } from '../../platform/channels/send.ts'
import { parseSmtpUrl } from '../../platform/channels/smtp-url.ts'
import { type Clock, newId } from '../../platform/clock.ts'
import { read } from '../../platform/context.ts'
import { at, type Db, json } from '../../platform/db.ts'
import { unsealSecrets } from './channel-secrets.ts'
import { loadChannels } from './channels.ts'

/**
 * The base address of the built-in stand-in: channels that point here never touch the network. The demo
 * company's channels do, so that its 发件箱 fills and no real group is disturbed. `.invalid` can never be a
 * real host (RFC 6761).
 */
export const SANDBOX_HOST = 'sandbox.invalid'
export const SANDBOX_BASE = `http://${SANDBOX_HOST}`

export type PortParts = {
  db: Db
  key: Buffer
  clock: Clock
  allowPrivate: readonly string[]
  smtpUrl: string | null
}

/** The ways out of the house, per organisation. */
export function createPorts(parts: PortParts): (orgId: string) => Ports {
  const allow = parseAllowList(parts.allowPrivate)
  const http = createHttpPort(allow)
  // The operator's own mail server may well stand in the office; the guard is for what users type.
  const house = parts.smtpUrl === null ? null : parseSmtpUrl(parts.smtpUrl)
  const mail = createMailPort(
    house === null ? allow : parseAllowList([...parts.allowPrivate, `${house.host}:${house.port}`]),
  )
  const sandboxes = new Map<string, Sandbox>()
  return (orgId) => ({
    http: (request) => {
      if (!request.url.startsWith(`${SANDBOX_BASE}/`)) return http(request)
      const sandbox = sandboxes.get(orgId) ?? sandboxOf(parts, orgId)
      sandboxes.set(orgId, sandbox)
      return sandboxPort(sandbox, SANDBOX_BASE)(request)
    },
    mail: async (settings, letter) => {
      if (settings.host !== SANDBOX_HOST) return mail(settings, letter)
      const { subject, text, html, messageId, to } = letter
      await store(parts, orgId, {
        service: 'mail',
        messageId: messageId ?? null,
        accepted: true,
        answer: '250 queued',
        body: JSON.stringify({ subject, text, html, to }),
        at: parts.clock.now(),
      })
      return { response: '250 queued', rejected: [] }
    },
  })
}

/** A robot whose key begins so was taken out of its group: how a channel breaks can be tried in the demo. */
const TAKEN_OUT = 'removed-robot'

/** A stand-in that knows exactly the robots that this organisation has configured, with their secrets. */
function sandboxOf(parts: PortParts, orgId: string): Sandbox {
  return createSandbox({
    now: parts.clock.now,
    store: (received) => store(parts, orgId, received),
    accountOf: (service, token) =>
      read(parts.db, { orgId, now: parts.clock.now() }, async (ctx) => {
        for (const channel of await loadChannels(ctx)) {
          if (channel.kind !== service) continue
          const secrets = unsealSecrets(parts.key, { orgId, channelId: channel.id }, channel.secret)
          const own =
            secrets.key ??
            secrets.accessToken ??
            secrets.token ??
            String(channel.config.settings.url ?? '')
              .split('/')
              .at(-1)
          if (own !== token || token.startsWith(TAKEN_OUT)) continue
          const { keyword } = channel.config.settings
          return {
            signSecret: secrets.signSecret ?? secrets.secret ?? null,
            keyword: keyword ? String(keyword) : null,
          }
        }
        return null
      }),
  })
}

async function store(
  parts: PortParts,
  orgId: string,
  received: Omit<Received, 'service' | 'account'> & { service: string },
): Promise<void> {
  const now = parts.clock.now()
  await read(parts.db, { orgId, now }, (ctx) =>
    ctx.db
      .insertInto('sandbox_message')
      .values({
        org_id: orgId,
        id: newId(now),
        service: received.service,
        message_id: received.messageId,
        accepted: received.accepted,
        answer: json({ text: received.answer }),
        body: json({ text: received.body }),
        received_at: at(received.at),
      })
      .execute(),
  )
}
