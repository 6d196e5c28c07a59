import { ROLES, type Role } from '../../core/permission.ts'
import { createLink, resetPassword, savePeople } from '../modules/identity/index.ts'
import { systemClock } from '../platform/clock.ts'
import { read, write } from '../platform/context.ts'
import { readArguments, UsageError } from './arguments.ts'
import { chooseOrg, print, withInstallation } from './open.ts'

/**
 * `bw user list | create --login --name --role | reset-password LOGIN`: the way in when nobody can sign in.
 */
export async function run(argv: string[]): Promise<number> {
  const args = readArguments(argv, { texts: ['org', 'login', 'name', 'role'] })
  const [action, word] = args.words
  return withInstallation(async (opened) => {
    const org = await chooseOrg(opened, args.text('org'))
    const who = { orgId: org.id, now: systemClock.now() }
    const { db } = opened.installation
    const base = opened.config.publicUrl ?? `http://127.0.0.1:${opened.config.port}`
    if (action === 'list') {
      const rows = await read(db, who, (ctx) =>
        ctx.db
          .selectFrom('app_user')
          .select(['login', 'name', 'status'])
          .where('org_id', '=', org.id)
          .orderBy('login')
          .execute(),
      )
      print(args.flag('json'), rows, () =>
        rows.map((row) => `${row.login}\t${row.name}\t${row.status}`).join('\n'),
      )
      return 0
    }
    if (action === 'create') {
      const [login, name] = [args.text('login'), args.text('name')]
      const roles = (args.text('role') ?? 'rep').split(',')
      if (!login || !name) throw new UsageError('create needs --login and --name')
      const unknown = roles.filter((role) => !(ROLES as readonly string[]).includes(role))
      if (unknown.length > 0)
        throw new UsageError(`unknown role ${unknown.join(', ')}; roles are ${ROLES.join(', ')}`)
      const link = await write(db, who, async (ctx) => {
        const [saved] = await savePeople(ctx, [
          { login, name, roles: roles as Role[], mustChangePassword: true },
        ])
        return createLink(ctx, saved!.id)
      })
      print(args.flag('json'), { link: `${base}/link#${link.token}` }, () => `${base}/link#${link.token}`)
      return 0
    }
    if (action === 'reset-password') {
      const login = word ?? args.text('login')
      if (!login) throw new UsageError('reset-password needs the login')
      const link = await write(db, who, async (ctx) => {
        const row = await ctx.db
          .selectFrom('app_user')
          .select('id')
          .where('org_id', '=', org.id)
          .where('login', '=', login.toLowerCase())
          .executeTakeFirst()
        if (!row) throw new UsageError(`nobody has the login "${login}"`)
        return resetPassword(ctx, row.id)
      })
      print(args.flag('json'), { link: `${base}${link.link}` }, () => `${base}${link.link}`)
      return 0
    }
    throw new UsageError('say list, create or reset-password')
  })
}
