import { z } from 'zod'
import { ROLES } from '../core/permission.ts'
import { day, id, instant, route } from './route.ts'

const role = z.enum(ROLES)

export const session = z.object({
  user: z.object({
    id,
    name: z.string(),
    login: z.string(),
    roles: z.array(role),
    permissions: z.array(z.string()),
    locale: z.enum(['zh-CN', 'en']),
    departmentName: z.string().nullable(),
    mustChangePassword: z.boolean(),
  }),
  org: z.object({ id, slug: z.string(), name: z.string(), isDemo: z.boolean(), goLiveOn: day.nullable() }),
  today: day,
  /** things everybody should see on top of the page: plain cookie on a LAN, calendar year not loaded … */
  warnings: z.array(z.object({ code: z.string(), detail: z.record(z.string(), z.unknown()) })),
  /** other organisations of this installation that the same login may open */
  otherOrgs: z.array(z.object({ slug: z.string(), name: z.string(), isDemo: z.boolean() })),
})
export type Session = z.infer<typeof session>

/** What the sign-in page needs before anybody is known. */
export const signInState = route({
  id: 'session.state',
  method: 'GET',
  path: '/api/session/state',
  permission: 'public',
  summary: 'Whether set-up is needed, which organisations exist, which demo personas may be entered',
  reply: z.object({
    setupNeeded: z.boolean(),
    orgs: z.array(z.object({ slug: z.string(), name: z.string(), isDemo: z.boolean() })),
    /** only for the demo organisation and only on loopback */
    demoPersonas: z.array(
      z.object({ userId: id, name: z.string(), roles: z.array(role), departmentName: z.string().nullable() }),
    ),
  }),
})

export const signIn = route({
  id: 'session.signIn',
  method: 'POST',
  path: '/api/session/sign-in',
  permission: 'public',
  summary: 'Signs in with login and password; the cookie is set by the reply',
  body: z.object({
    org: z.string().max(40).optional(),
    login: z.string().min(1).max(100),
    password: z.string().min(1).max(256),
  }),
  reply: z.object({ ok: z.literal(true) }),
})

export const enterPersona = route({
  id: 'session.persona',
  method: 'POST',
  path: '/api/session/persona',
  permission: 'public',
  summary: 'Enters a demo persona without password (demo organisation, loopback only)',
  body: z.object({ userId: id }),
  reply: z.object({ ok: z.literal(true) }),
})

export const useLink = route({
  id: 'session.link',
  method: 'POST',
  path: '/api/session/link',
  permission: 'public',
  summary: 'Signs in by a one-time link and asks for a new password',
  body: z.object({ token: z.string().min(20).max(200) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const setUp = route({
  id: 'session.setup',
  method: 'POST',
  path: '/api/setup',
  permission: 'public',
  summary: 'First run: creates the organisation and its boss; needs the set-up token printed at start',
  body: z.object({
    token: z.string().max(200),
    company: z.string().min(1).max(100),
    name: z.string().min(1).max(50),
    login: z.string().min(1).max(100),
    password: z.string().min(1).max(256),
  }),
  reply: z.object({ ok: z.literal(true) }),
})

export const whoAmI = route({
  id: 'session.me',
  method: 'GET',
  path: '/api/session',
  permission: 'signed-in',
  summary: 'The signed-in person, the organisation, warnings',
  reply: session,
})

export const signOut = route({
  id: 'session.signOut',
  method: 'POST',
  path: '/api/session/sign-out',
  permission: 'signed-in',
  summary: 'Ends this session',
  reply: z.object({ ok: z.literal(true) }),
})

export const changePassword = route({
  id: 'session.changePassword',
  method: 'POST',
  path: '/api/session/password',
  permission: 'signed-in',
  summary: 'Changes the own password and ends all other sessions',
  body: z.object({ current: z.string().max(256).optional(), next: z.string().min(1).max(256) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const saveLanguage = route({
  id: 'session.language',
  method: 'PUT',
  path: '/api/session/language',
  permission: 'signed-in',
  summary: 'In which language notices, mails and briefs speak to me',
  body: z.object({ locale: z.enum(['zh-CN', 'en']) }),
  reply: z.object({ ok: z.literal(true) }),
})

export const listSessions = route({
  id: 'session.list',
  method: 'GET',
  path: '/api/sessions',
  permission: 'signed-in',
  summary: 'The own live sessions',
  reply: z.object({
    items: z.array(
      z.object({
        id,
        userAgent: z.string(),
        address: z.string(),
        createdAt: instant,
        lastSeenAt: instant,
        current: z.boolean(),
      }),
    ),
  }),
})

export const revokeSession = route({
  id: 'session.revoke',
  method: 'POST',
  path: '/api/sessions/:id/revoke',
  permission: 'signed-in',
  summary: 'Ends one of the own sessions',
  params: z.object({ id }),
  reply: z.object({ ok: z.literal(true) }),
})

export const openOwnOrg = route({
  id: 'session.ownOrg',
  method: 'POST',
  path: '/api/session/own-org',
  permission: 'signed-in',
  summary: 'From the demo: opens a clean organisation beside it (用自己的数据开始) and signs in as its boss',
  body: z.object({
    company: z.string().min(1).max(100),
    name: z.string().min(1).max(50),
    login: z.string().min(1).max(100),
    password: z.string().min(1).max(256),
  }),
  reply: z.object({ ok: z.literal(true) }),
})
